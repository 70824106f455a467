/** The results that are compared, and their maps. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ResultLayer, SimilarityStyle } from '../../../core/documents/project.ts';
import type { SceneDetail, ValueRange } from '../../../core/documents/scene.ts';
import type { ComparedResults, DifferenceMap } from '../../../core/documents/search.ts';
import { floorOf, type MapPaint, paintOf } from '../../../core/style/paint-of.ts';
import { rampRange } from '../../../core/style/ramp-range.ts';
import { DIVERGING, type RampStyle } from '../../../core/style/ramps.ts';
import type { Comparison, PaintedCells } from '../../map/comparison-layers.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useQueryResult, useScene } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { type Cells, useGridCells } from '../../state/use-cells.ts';
import { useLayerResult } from '../../state/use-layer-result.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { type AnsweredChange, useSceneChange } from '../../state/use-scene-change.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';

const HITS_WANTED = 50;
/** Lower than any difference, so no cell is hidden. */
const ALL = -1.99;

/** Two models on one question, two questions, or two scenes; A is the scene before. */
type Compared = Pick<UseQueryResult<ComparedResults>, 'data' | 'error'>;

export function useCompared(): Compared {
  const models = useComparedModels();
  const questions = useComparedQuestions();
  const scenes = useComparedScenes();
  return scenes ?? (questions ? { data: questions, error: null } : models);
}

/** The current question and the result that it is compared with; null if there is none, or one has no answer yet. */
function useComparedQuestions(): ComparedResults | null {
  const layer = useComparedLayer();
  const b = useLayerResult(layer);
  const a = useQueryResult(useAnswerableQuery()).data;
  return useMemo(() => (layer && a && b && a.scene === b.scene ? { a, b } : null), [layer, a, b]);
}

/** With the maps of both on the grid of the scene before; null if no scenes are compared. */
function useComparedScenes(): Compared | null {
  const isAsked = useView((state) => state.comparedScenes !== null);
  const { data, error } = useShownChange();
  const results = useMemo(
    () =>
      data && {
        a: { ...data.before, map: data.change.mapBefore },
        b: { ...data.after, map: data.change.mapAfter },
      },
    [data],
  );
  return isAsked ? { data: results, error } : null;
}

export function useShownChange(): UseQueryResult<AnsweredChange> {
  return useSceneChange(useView((state) => state.comparedScenes));
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

/** A - B; of two scenes, after - before. */
export function useDifference(
  results: ComparedResults | undefined,
): Pick<DifferenceMap, 'map' | 'most'> | undefined {
  const { core } = useApplication();
  const measure = useView((state) => state.differenceMeasure);
  const hasScenes = useView((state) => state.comparedScenes !== null);
  const change = useShownChange().data?.change;
  const pair = results && !hasScenes ? { a: results.a.id, b: results.b.id } : null;
  const { data } = useQuery({
    queryKey: queryKeys.difference(pair, measure),
    queryFn: pair ? () => core.call('query.difference', { ...pair, measure }) : skipToken,
  });
  return change ? { map: change.map, most: change.pairs[0].most } : data;
}

/** One range for both maps, so that equal colours mean equal cosines. */
export function sharedRange(style: SimilarityStyle, results: ComparedResults): ValueRange {
  const [a, b] = [rampRange(style, results.a), rampRange(style, results.b)];
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Null if nothing is being compared or the maps are still loading. Two dates are compared whichever of the scenes is `active`. */
export function useComparison(active: SceneDetail | null): Comparison | null {
  const { data: results } = useCompared();
  const scene = useScene(results ? results.a.scene : null);
  const view = useView((state) => state.comparedView);
  const hasScenes = useView((state) => state.comparedScenes !== null);
  const visible = useView((state) => state.showsComparedMaps) || !hasScenes;
  const style = useSimilarityStyle();
  const layer = useComparedLayer();
  const difference = useDifference(results);
  const most = difference?.most;
  const a = useGridCells(results ? results.a.map : null);
  const b = useGridCells(results ? results.b.map : null);
  const between = useGridCells(difference ? difference.map : null);
  return useMemo(() => {
    if (!scene || !active || !results) return null;
    const isOwnGrid = scene.id === active.id;
    if (!isOwnGrid && !hasScenes) return null;
    const painted = (cells: Cells, paint: MapPaint): PaintedCells => ({
      cells: { scene, ...cells },
      paint: { ...paint, visible },
      isOwnGrid,
    });
    if (view === 'difference')
      return between && most !== undefined
        ? {
            left: painted(between, differencePaint(most, style.opacity, hasScenes)),
            right: null,
            scenes: null,
          }
        : null;
    if (!a || !b) return null;
    const [first, second] = sidePaints(style, results, layer, hasScenes);
    const scenes = hasScenes ? { left: results.a.scene, right: results.b.scene } : null;
    return { left: painted(a, first), right: painted(b, second), scenes };
  }, [scene, active, style, layer, results, view, between, most, hasScenes, visible, a, b]);
}

/** Red for what is higher in A; of two scenes, blue for what was gained and red for what was lost. */
export function differenceRamp(hasScenes: boolean): RampStyle {
  return { ramp: DIVERGING, reversed: hasScenes, fadeLow: false };
}

function differencePaint(most: number, opacity: number, hasScenes: boolean): MapPaint {
  const range = { min: -most, max: most };
  return { ...differenceRamp(hasScenes), opacity, threshold: ALL, floor: null, visible: true, range };
}

/** Two questions have their own colours; otherwise equal colours mean equal cosines. */
function sidePaints(
  style: SimilarityStyle,
  results: ComparedResults,
  layer: ResultLayer | null,
  hasScenes: boolean,
): readonly [MapPaint, MapPaint] {
  if (layer && !hasScenes) return [paintOf(style, results.a), paintOf(layer.style, results.b)];
  const { ramp, reversed, fadeLow, opacity } = style;
  const range = sharedRange(style, results);
  // What is said of one scene holds for the other of the same place.
  const floor = hasScenes ? Math.min(floorOf(results.a), floorOf(results.b)) : null;
  const paint = { ramp, reversed, fadeLow, opacity, threshold: null, floor, visible: true, range };
  return [paint, paint];
}
