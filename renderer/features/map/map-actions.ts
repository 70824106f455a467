/** Handlers for clicks and drawn windows on the map. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Hit, Outline } from '../../../core/documents/search.ts';
import type { Region } from '../../../core/documents/selo.ts';
import type { PixelPoint } from '../../map/map-listener.ts';
import { type Application, activeSceneNow, projectNow, scenesNow } from '../../state/application.ts';
import { similarityNow } from '../../state/result-layer.ts';
import { attempt } from '../../state/toasts.ts';
import { pairsNow } from '../dataset/dataset-now.ts';
import { resultNow } from '../results/result-actions.ts';
import { shownHits } from '../results/shown-hits.ts';
import { limitTo } from '../search/area-actions.ts';
import { addWindowTerm } from '../search/query-draft.ts';
import { strings } from './strings.ts';

export function clickOnMap(app: Application, at: PixelPoint): void {
  const { tool } = app.view.getState();
  if (tool === 'identify') identify(app, at);
  // The click sets a corner.
  else if (tool === 'area' || tool === 'region' || app.view.getState().comparedScenes !== null) return;
  else if (!app.dock.isInFront('dataset') || !selectPairAt(app, at)) selectHitAt(app, at);
}

/** Highlights the hit under the pointer in the list. */
export function pointerMoved(app: Application, pointer: PixelPoint | null): void {
  if (pointer === null) {
    pointerLeft(app);
    return;
  }
  const hit = hitAt(app, pointer);
  app.view.setState({ pointer, hoveredHit: hit ? hit.rank : null });
}

/** Keeps the hit that the list lights: React tells the list that the pointer has come before the map hears that it has gone. */
function pointerLeft(app: Application): void {
  const { pointer, hoveredHit } = app.view.getState();
  const hit = pointer && hitAt(app, pointer);
  app.view.setState({ pointer: null, hoveredHit: hit?.rank === hoveredHit ? null : hoveredHit });
}

export function windowDrawn(app: Application, win: RasterWindow): void {
  app.view.setState({ tool: 'pan' });
  addWindowTerm(app, win);
}

/** Keeps the tool, so that the next window can be drawn at once. */
export function windowCollected(app: Application, win: RasterWindow): void {
  attempt(app, strings.collect, async () =>
    (await import('../dataset/dataset-actions.ts')).collectDrawn(app, win),
  );
}

/** What it is for depends on the tool. */
export function polygonDrawn(app: Application, corners: Outline): void {
  const { tool, askedCollection, areaFor } = app.view.getState();
  if (tool === 'region') addRegion(app, corners);
  else if (areaFor === 'change')
    attempt(app, strings.areaHint, async () =>
      (await import('../change/change-actions.ts')).limitChangeTo(app, corners),
    );
  else if (askedCollection !== null) askedCollection.limitTo(corners);
  else limitTo(app, corners);
}

/** In whole pixels of the scene. The tool stays, so that the next region can be drawn at once. */
function addRegion(app: Application, corners: Outline): void {
  const scene = scenesNow(app).find(({ id }) => id === activeSceneNow(app));
  if (!scene) return;
  const inside = (value: number, length: number): number =>
    Math.max(0, Math.min(length - 1, Math.round(value)));
  const region: Region = corners.map(([col, row]) => [
    inside(col, scene.widthPx),
    inside(row, scene.heightPx),
  ]);
  app.view.setState(({ regions }) => ({
    regions: { ...regions, [scene.id]: [...(regions[scene.id] ?? []), region] },
  }));
}

/** The latest place to identify. */
let identifying: PixelPoint | null = null;

function identify(app: Application, at: PixelPoint): void {
  const scene = activeSceneNow(app);
  if (!scene) return;
  identifying = at;
  attempt(app, strings.identify, async () => {
    const values = await app.core.call('scenes.identify', {
      scene,
      col: Math.floor(at.col),
      row: Math.floor(at.row),
    });
    if (identifying === at && activeSceneNow(app) === scene)
      app.view.setState({ identified: { scene, at, values } });
  });
}

function selectHitAt(app: Application, at: PixelPoint): void {
  const hit = hitAt(app, at);
  app.view.setState({ activeHit: hit ? hit.window : null });
  if (hit) app.dock.show('search');
}

/** Selects the smallest window that contains the point; false if there is none. */
function selectPairAt(app: Application, at: PixelPoint): boolean {
  const scene = activeSceneNow(app);
  const pairs = app.view.getState().showsPairs ? pairsNow(app) : [];
  const [found] = pairs
    .flatMap(({ id, place }) =>
      place && place.scene === scene && contains(place.window, at)
        ? [{ id, area: place.window.widthPx * place.window.heightPx }]
        : [],
    )
    .toSorted((a, b) => a.area - b.area);
  if (found) app.view.setState({ activePair: found.id, datasetView: 'pairs' });
  return found !== undefined;
}

/** The best hit that contains the point, either itself or through a near-duplicate merged into it. */
function hitAt(app: Application, at: PixelPoint): Hit | null {
  const { activeScene } = projectNow(app);
  const result = resultNow(app);
  if (!result || result.scene !== activeScene) return null;
  const hits = shownHits(result, similarityNow(app).threshold);
  const isMerged = ({ merged }: Hit): boolean => merged.some(({ window }) => contains(window, at));
  return hits.find(({ window }) => contains(window, at)) ?? hits.find(isMerged) ?? null;
}

function contains({ col, row, widthPx, heightPx }: RasterWindow, at: PixelPoint): boolean {
  return at.col >= col && at.row >= row && at.col < col + widthPx && at.row < row + heightPx;
}
