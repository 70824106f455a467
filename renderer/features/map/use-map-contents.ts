/** Synchronizes the map with project, result and view state, and forwards the user's actions on it. */
import { useEffect, useMemo } from 'react';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { MapTool } from '../../map/scene-map.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import {
  useActiveScene,
  useProject,
  useQueryResult,
  useScenes,
  useSharpened,
} from '../../state/core-queries.ts';
import { useActivePairs } from '../../state/dataset-queries.ts';
import { reportFailure } from '../../state/toasts.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useRegions } from '../../state/use-selo.ts';
import { type ShownMap, useShownMap } from '../../state/use-shown-map.ts';
import { greysScenes, isCompared } from '../../state/view-state.ts';
import { dottedHits, hitOf } from '../results/shown-hits.ts';
import { useShownHits } from '../results/use-shown-hits.ts';
import { clickOnMap, pointerMoved, polygonDrawn, windowCollected, windowDrawn } from './map-actions.ts';
import { strings } from './strings.ts';

/** A component, so that a slider that repaints the map does not render its overlays again. */
export function MapContents(): null {
  useMapContents();
  return null;
}

function useMapContents(): void {
  const app = useApplication();
  const { map } = app;
  const scene = useActiveScene();
  const layers = useMapLayers();
  const result = useQueryResult(useAnswerableQuery()).data;
  const { cells, paint, centres } = useShownMap(result);
  const sharpened = useSharpened(result).data;
  const tool = useView((state) => state.tool);
  const selected = useView((state) => state.activeHit);
  const activeHit = hitOf(result, selected);
  const active = activeHit ? activeHit.rank : null;
  const hovered = useView((state) => state.hoveredHit);
  const hasDates = useView((state) => state.comparedScenes !== null);
  const greys = useView(greysScenes) && (hasDates || paint?.visible === true);
  const showsHits = useView((state) => state.showsHits);
  const hasComparison = useView(isCompared);
  const ofCollection = useView((state) => state.collectionQuestion !== null);
  const shown = useShownHits(result);
  const hits = useMemo(
    () =>
      result && showsHits && !hasComparison && !ofCollection
        ? dottedHits(result, shown, { active, hovered }).map((hit) => ({
            ...hit,
            outline: sharpened?.outlines[hit.rank - 1] ?? null,
          }))
        : [],
    [result, shown, sharpened, showsHits, hasComparison, ofCollection, active, hovered],
  );

  useEffect(() => {
    map.listen({
      onPointer: (pointer) => pointerMoved(app, pointer),
      onZoom: (zoom) => app.view.setState({ zoom }),
      onClick: (at) => clickOnMap(app, at),
      onWindow: (win) => windowDrawn(app, win),
      onCollect: (win) => windowCollected(app, win),
      onArea: (area) => polygonDrawn(app, area),
      onDrawing: (isDrawing) => app.view.setState({ isDrawing }),
      onFault: (message) => reportFailure(app, strings.tileFault, new Error(message)),
    });
  }, [app, map]);
  useEffect(() => map.showScenes(scene, layers), [map, scene, layers]);
  useEffect(() => {
    map.showSimilarity(scene && cells && !hasComparison ? { scene, ...cells } : null, paint);
  }, [map, scene, cells, paint, hasComparison]);
  useEffect(() => map.showHits(hits, { active, hovered }), [map, hits, active, hovered]);
  const area = useView((state) => state.queryArea);
  useEffect(() => map.showArea(area), [map, area]);
  const pairs = useMapPairs(scene);
  useEffect(() => map.showPairs(pairs), [map, pairs]);
  const regions = useMapRegions(scene, centres, tool);
  useEffect(() => map.showRegions(regions), [map, regions]);
  useEffect(() => map.setTool(tool), [map, tool]);
  useEffect(() => map.greyImagery(greys), [map, greys]);
}

/** Regions and attention centres belong to a SeLo map; regions show while they are drawn as well. */
function useMapRegions(scene: SceneDetail | null, centres: ShownMap['centres'], tool: MapTool) {
  const all = useRegions(scene === null ? null : scene.id);
  return useMemo(
    () => ({ regions: centres !== null || tool === 'region' ? all : [], centres: centres ?? [] }),
    [centres, all, tool],
  );
}

function useMapPairs(scene: SceneDetail | null) {
  const items = useActivePairs();
  const active = useView((state) => state.activePair);
  const isShown = useView((state) => state.showsPairs && !isCompared(state));
  const id = scene?.id;
  return useMemo(
    () =>
      (isShown ? items : []).flatMap(({ id: pair, place }) =>
        place && place.scene === id ? [{ window: place.window, isActive: pair === active }] : [],
      ),
    [items, active, isShown, id],
  );
}

function useMapLayers() {
  const { layers } = useProject();
  const scenes = useScenes();
  const draft = useView((state) => state.layerDraft);
  return useMemo(() => {
    const known = new Map(scenes.map((scene) => [scene.id, scene]));
    return layers.flatMap((layer) => {
      const scene = known.get(layer.scene);
      const style = draft && draft.scene === layer.scene ? draft : layer;
      return scene ? [{ ...style, scene }] : [];
    });
  }, [layers, scenes, draft]);
}
