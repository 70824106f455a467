/** The results of one query run with two models, and their maps. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ResultLayer, SimilarityStyle } from '../../../core/documents/project.ts';
import type { SceneDetail, ValueRange } from '../../../core/documents/scene.ts';
import type { ComparedResults, DifferenceMap } from '../../../core/documents/search.ts';
import { type MapPaint, paintOf } from '../../../core/style/paint-of.ts';
import { rampRange } from '../../../core/style/ramp-range.ts';
import { DIVERGING, type RampStyle } from '../../../core/style/ramps.ts';
import type { Comparison } from '../../map/comparison-layers.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useQueryResult } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { useGridCells } from '../../state/use-cells.ts';
import { useLayerResult } from '../../state/use-layer-result.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';

const HITS_WANTED = 50;
/** Lower than any difference, so no cell is hidden. */
const ALL = -1.99;

/** Two models on one question, or two questions. */
type Compared = Pick<UseQueryResult<ComparedResults>, 'data' | 'error'>;

export function useCompared(): Compared {
  const models = useComparedModels();
  const questions = useComparedQuestions();
  return questions ? { data: questions, error: null } : models;
}

/** The current question and the result that it is compared with; null if there is none, or one has no answer yet. */
function useComparedQuestions(): ComparedResults | null {
  const layer = useComparedLayer();
  const b = useLayerResult(layer);
  const a = useQueryResult(useAnswerableQuery()).data;
  return useMemo(() => (layer && a && b && a.scene === b.scene ? { a, b } : null), [layer, a, b]);
}

export function useComparedLayer(): ResultLayer | null {
  const { results } = useProject();
  const id = useView((state) => state.comparedLayer);
  return byId(results, id);
}

function useComparedModels(): Compared {
  const { core } = useApplication();
  const compared = useView((state) => state.compared);
  return useQuery({
    queryKey: queryKeys.compared(compared),
    queryFn: compared
      ? ({ signal }) => core.call('query.compare', { ...compared, hits: HITS_WANTED }, { signal })
      : skipToken,
  });
}

export function useDifference(results: ComparedResults | undefined): DifferenceMap | undefined {
  const { core } = useApplication();
  const measure = useView((state) => state.differenceMeasure);
  const pair = results ? { a: results.a.id, b: results.b.id } : null;
  return useQuery({
    queryKey: queryKeys.difference(pair, measure),
    queryFn: pair ? () => core.call('query.difference', { ...pair, measure }) : skipToken,
  }).data;
}

/** One range for both maps, so that equal colours mean equal cosines. */
export function sharedRange(style: SimilarityStyle, results: ComparedResults): ValueRange {
  const [a, b] = [rampRange(style, results.a), rampRange(style, results.b)];
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Null if nothing is being compared or the maps are still loading. */
export function useComparison(scene: SceneDetail | null): Comparison | null {
  const { data: results } = useCompared();
  const view = useView((state) => state.comparedView);
  const style = useSimilarityStyle();
  const layer = useComparedLayer();
  const difference = useDifference(results);
  const a = useGridCells(results ? results.a.map : null);
  const b = useGridCells(results ? results.b.map : null);
  const between = useGridCells(difference ? difference.map : null);
  return useMemo(() => {
    if (!scene || !results || results.a.scene !== scene.id) return null;
    if (view === 'difference') {
      if (!between || !difference) return null;
      const paint = differencePaint(difference, style.opacity);
      return { left: { cells: { scene, ...between }, paint }, right: null };
    }
    if (!a || !b) return null;
    if (layer) {
      const paints = [paintOf(style, results.a), paintOf(layer.style, results.b)] as const;
      const [left, right] = paints.map((paint) => ({ ...paint, visible: true }));
      return {
        left: { cells: { scene, ...a }, paint: left },
        right: { cells: { scene, ...b }, paint: right },
      };
    }
    const paint = sharedPaint(style, results);
    return { left: { cells: { scene, ...a }, paint }, right: { cells: { scene, ...b }, paint } };
  }, [scene, style, layer, results, view, between, difference, a, b]);
}

function differencePaint({ most }: DifferenceMap, opacity: number): MapPaint {
  const range = { min: -most, max: most };
  const ramp: RampStyle = { ramp: DIVERGING, reversed: false, fadeLow: false };
  return { ...ramp, opacity, threshold: ALL, floor: null, visible: true, range };
}

function sharedPaint(style: SimilarityStyle, results: ComparedResults): MapPaint {
  const { ramp, reversed, fadeLow, opacity } = style;
  const range = sharedRange(style, results);
  return { ramp, reversed, fadeLow, opacity, threshold: null, floor: null, visible: true, range };
}
