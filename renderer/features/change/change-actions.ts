/** Asking two dates, and bringing a place in front. */
import type { ChangeKind, ChangePlace, ChangeScene } from '../../../core/documents/change.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Outline, QueryTerm } from '../../../core/documents/search.ts';
import { type Application, activeSceneNow, jobsNow, layersNow, scenesNow } from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
import { layerOf } from '../../state/layer-of.ts';
import { refetch } from '../../state/refetch.ts';
import { showToast } from '../../state/toasts.ts';
import { type ChangeQuestion, NOT_COMPARED, type ScenePair } from '../../state/view-state.ts';
import { ringOf } from '../collections/place-in-scene.ts';
import { indexJob } from '../scenes/index-badge.ts';
import { activateScene, addScene, changeLayer } from '../scenes/scene-actions.ts';
import { strings } from './strings.ts';
import { type Change, pairIn } from './use-change.ts';

const SMALLEST_PX = 16;
const LARGEST_PX = 16_384;

export async function askDates(app: Application, question: ChangeQuestion): Promise<void> {
  app.view.setState({
    changeQuestion: question,
    changePlace: { kind: 'gained', rank: null },
    changeProgress: null,
    comparedView: 'difference',
  });
  // More of the scenes may be indexed by now.
  for (const family of ['sceneChange', 'collectionChange']) refetch(app.cache, { queryKey: [family] });
  if (question.kind === 'scenes') await comparePair(app, pairIn(question));
  else app.view.setState(NOT_COMPARED);
}

export function closeChange(app: Application): void {
  app.view.setState({ ...NOT_COMPARED, changeQuestion: null });
}

/** Shows both scenes, that before as the active one, and their maps. */
async function comparePair(app: Application, pair: ScenePair): Promise<void> {
  const { before, after, model, terms } = pair;
  app.view.setState({
    ...NOT_COMPARED,
    ...{ comparedScenes: pair, activeHit: null, hoveredHit: null },
    query: { scene: before, model, terms, area: null },
  });
  for (const scene of [before, after]) {
    const layer = layerOf(layersNow(app), scene);
    if (layer && !layer.visible) await changeLayer(app, layer.scene, { visible: true });
  }
  await activateScene(app, before);
}

/** Both scenes show the place; those of a collection are opened for it. */
export async function choosePlace(
  app: Application,
  { pairs, model, terms, area }: Change,
  kind: ChangeKind,
  { rank, pair, windowBefore }: ChangePlace,
): Promise<void> {
  app.view.setState({ changePlace: { kind, rank } });
  const { before, after } = pairs[pair];
  for (const scene of [before, after]) await openScene(app, scene);
  // While the scenes were opened, another place may have been chosen.
  const { changePlace } = app.view.getState();
  if (changePlace.kind !== kind || changePlace.rank !== rank) return;
  app.map.view.zoomToWindow(windowBefore, before.id);
  await comparePair(app, { before: before.id, after: after.id, model, terms, area });
}

async function openScene(app: Application, { id, name }: ChangeScene): Promise<void> {
  if (layerOf(layersNow(app), id) && byId(scenesNow(app), id)) return;
  await addScene(app, name, (options) => app.core.call('scenes.openKnown', { scene: id }, options));
}

/** Limits the next comparison to a polygon in pixels of the active scene; null to none. */
export function limitChangeTo(app: Application, corners: Outline | null): void {
  const scene = byId(scenesNow(app), activeSceneNow(app));
  const ring = scene && corners && ringOf(scene, corners);
  app.view.setState({ tool: 'pan' });
  if (ring) app.view.setState({ changeArea: [ring] });
  else showToast(app, { tone: 'neutral', title: strings.area, text: strings.noPlaceShown, link: null });
}

export function drawChangeArea(app: Application): void {
  app.view.setState({ tool: 'area', areaFor: 'change' });
}

/** With windows of the same size on the ground as those of the other scene, if that is indexed or being indexed. */
export async function indexLike(
  app: Application,
  scene: SceneDetail,
  other: SceneDetail,
  model: ModelId,
): Promise<void> {
  const known = await sizesOf(app, other, model);
  const factor = (other.metresPerPixel ?? 1) / (scene.metresPerPixel ?? 1);
  const sizesPx = known && [...new Set(known.map((px) => allowedSize(px * factor)))];
  const { grid } = await app.core.call('index.plan', { scene: scene.id, model, sizesPx, view: null });
  await app.core.call('jobs.start', { spec: { kind: 'index', scene: scene.id, model, grid } });
}

async function sizesOf(
  app: Application,
  { id }: SceneDetail,
  model: ModelId,
): Promise<readonly number[] | null> {
  const job = indexJob(jobsNow(app), id, model);
  if (job?.spec.kind === 'index') return job.spec.grid.sizesPx;
  const indexes = await app.core.call('index.list', { scene: id });
  const known = indexes.find((index) => index.model === model && index.answers === 'by-default');
  return known ? known.grid.sizesPx : null;
}

function allowedSize(px: number): number {
  return Math.max(SMALLEST_PX, Math.min(LARGEST_PX, Math.round(px)));
}

/** Sentences alone: example windows belong to one scene. */
export function sentencesOf(terms: readonly QueryTerm[]): readonly QueryTerm[] {
  return terms.filter(({ kind }) => kind === 'text');
}
