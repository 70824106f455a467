/** Maps of earlier questions that are visible beside that of the current one, each in its own colours. */
import { skipToken, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import type { ResultLayer } from '../../../core/documents/project.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { paintOf } from '../../../core/style/paint-of.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveScene, useIndexes, useProject } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { useResultLayer } from '../../state/result-layer.ts';
import { useGridCells } from '../../state/use-cells.ts';

export function OtherMaps(): ReactNode {
  const { results } = useProject();
  const scene = useActiveScene();
  const current = useResultLayer();
  if (!scene) return null;
  return results
    .filter(({ id, style, ...of }) => style.visible && of.scene === scene.id && id !== current?.id)
    .map((result) => <OtherMap key={result.id} result={result} scene={scene} />);
}

type Props = { readonly result: ResultLayer; readonly scene: SceneDetail };

function OtherMap({ result: layer, scene }: Props): ReactNode {
  const { map } = useApplication();
  const result = useLayerResult(layer);
  const cells = useGridCells(result ? result.map : null);
  const paint = useMemo(() => (result ? paintOf(layer.style, result) : null), [layer.style, result]);
  useEffect(
    () => map.showOther(layer.id, cells && paint ? { cells: { scene, ...cells }, paint } : null),
    [map, layer.id, scene, cells, paint],
  );
  useEffect(() => () => map.showOther(layer.id, null), [map, layer.id]);
  return null;
}

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
