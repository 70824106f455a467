/** Answers of questions whose maps are layers beside that of the current one. */
import { skipToken, useQuery } from '@tanstack/react-query';
import type { ResultLayer } from '../../core/documents/project.ts';
import type { QueryResult } from '../../core/documents/search.ts';
import { useApplication } from './application-context.ts';
import { useIndexes } from './core-queries.ts';
import { queryKeys } from './query-keys.ts';

/** The answer of a layer; undefined until it is there, and without an index that can answer it. */
export function useLayerResult(layer: ResultLayer | null): QueryResult | undefined {
  const { core } = useApplication();
  const { data: indexes } = useIndexes(layer ? layer.scene : null);
  const index = indexes?.find((each) => each.model === layer?.model && each.answers === 'by-default');
  const query = layer && {
    scene: layer.scene,
    model: layer.model,
    terms: layer.terms,
    area: layer.area,
  };
  return useQuery({
    queryKey: queryKeys.layerResult(query, index ? index.basis : null),
    queryFn: query && index ? ({ signal }) => core.call('query.layer', query, { signal }) : skipToken,
  }).data;
}
