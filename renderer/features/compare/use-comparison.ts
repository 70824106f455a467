/** The results of one query of two models, and what the map shows of them. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SceneDetail, ValueRange } from '../../../core/documents/scene.ts';
import type { ComparedResults, DifferenceMap, QueryResult } from '../../../core/documents/search.ts';
import { rampRange } from '../../../core/style/ramp-range.ts';
import { DIVERGING } from '../../../core/style/ramps.ts';
import type { Comparison } from '../../map/comparison-layers.ts';
import type { SimilarityPaint } from '../../map/similarity-layer.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { useGridCells } from '../../state/use-cells.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';

const HITS_WANTED = 50;
/** Below every difference. */
const ALL = -1.99;

export function useCompared(): UseQueryResult<ComparedResults> {
  const { core } = useApplication();
  const compared = useView((state) => state.compared);
  return useQuery({
    queryKey: queryKeys.compared(compared),
    queryFn: ({ signal }) => core.call('query.compare', { ...compared!, hits: HITS_WANTED }, { signal }),
    enabled: compared !== null,
  });
}

export function useDifference(results: ComparedResults | undefined): DifferenceMap | undefined {
  const { core } = useApplication();
  const measure = useView((state) => state.differenceMeasure);
  const [a, b] = [results?.a.id, results?.b.id];
  return useQuery({
    queryKey: queryKeys.difference(a!, b!, measure),
    queryFn: () => core.call('query.difference', { a: a!, b: b!, measure }),
    enabled: a !== undefined && b !== undefined,
  }).data;
}

/** One range for both: the same colour is the same cosine. */
export function useSharedRange(results: ComparedResults | undefined): ValueRange | null {
  const style = useSimilarityStyle();
  if (!results || !style) return null;
  const range = (result: QueryResult): ValueRange => rampRange(style, result);
  const [a, b] = [range(results.a), range(results.b)];
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Null while nothing is compared, or its maps are on their way. */
export function useComparison(scene: SceneDetail | undefined): Comparison | null {
  const results = useCompared().data;
  const view = useView((state) => state.comparedView);
  const style = useSimilarityStyle();
  const difference = useDifference(results);
  const a = useGridCells(results?.a.map);
  const b = useGridCells(results?.b.map);
  const between = useGridCells(difference?.map);
  const range = useSharedRange(results);
  const [min, max] = [range?.min, range?.max];
  return useMemo(() => {
    if (!scene || !style || results?.a.scene !== scene.id) return null;
    const opacity = style.opacity;
    if (view === 'difference') {
      if (!between || !difference) return null;
      const ends = { min: -difference.most, max: difference.most };
      const paint: SimilarityPaint = {
        ramp: DIVERGING,
        reversed: false,
        fadeLow: false,
        opacity,
        threshold: ALL,
        visible: true,
        range: ends,
      };
      return { left: { cells: { scene, ...between }, paint }, right: null };
    }
    if (!a || !b || min === undefined || max === undefined) return null;
    const { ramp, reversed, fadeLow } = style;
    const paint: SimilarityPaint = {
      ...{ ramp, reversed, fadeLow, opacity, threshold: null, visible: true, range: { min, max } },
    };
    return {
      left: { cells: { scene, ...a }, paint },
      right: { cells: { scene, ...b }, paint },
    };
  }, [scene, style, results, view, between, difference, a, b, min, max]);
}
