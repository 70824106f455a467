/** Actions on collected pairs. The first window collected creates a data set if there is none. */
import type {
  CollectedPair,
  DatasetDetail,
  PairId,
  PairTexts,
  WindowPair,
} from '../../../core/documents/dataset.ts';
import type { DatasetId, SceneId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import { type Application, activeSceneNow, scenesNow } from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
import { isSameWindow } from '../../state/is-same-window.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { formatBytes } from '../../ui/format.ts';
import { saveLink } from '../../ui/save-link.ts';
import { activateScene } from '../scenes/scene-actions.ts';
import { datasetNow, datasetsNow, detailNow } from './dataset-now.ts';
import { titles } from './titles.ts';

/** The paper's short captions have at most twenty words. */
const SHORT_WORDS = 20;
const LEAST_CENTRE_PX = 64;

export function chooseDataset(app: Application, dataset: DatasetId): void {
  app.view.setState({ dataset, activePair: null });
}

/** The first numbered name that is not taken. */
function freeName(app: Application): string {
  const all = datasetsNow(app);
  for (let number = 1; ; number++) {
    const name = titles.numberedName(number);
    if (all.every((each) => each.name !== name)) return name;
  }
}

export async function createDataset(app: Application, name = freeName(app)): Promise<DatasetId> {
  const id = await app.core.call('datasets.create', { name });
  await app.cache.invalidateQueries({ queryKey: queryKeys.datasets });
  chooseDataset(app, id);
  return id;
}

const beingMade = new WeakMap<Application, Promise<DatasetId>>();

/** The active data set, or a new one; concurrent calls wait for the same new one. */
async function datasetForNew(app: Application): Promise<DatasetId> {
  const known = datasetNow(app);
  if (known) return known;
  const making = beingMade.get(app) ?? createDataset(app).finally(() => beingMade.delete(app));
  beingMade.set(app, making);
  return making;
}

/** Adds windows and opens the first one in the editor, unless another pair has been opened meanwhile. */
export async function collect(
  app: Application,
  scene: SceneId,
  windows: readonly WindowPair[],
): Promise<void> {
  const dataset = await datasetForNew(app);
  const before = app.view.getState().activePair;
  const [first = null] = await app.core.call('datasets.addWindows', { dataset, scene, windows });
  await refresh(app, dataset);
  if (app.view.getState().activePair === before) app.view.setState({ activePair: first });
}

export async function collectDrawn(app: Application, window: RasterWindow): Promise<void> {
  const scene = activeSceneNow(app);
  if (!scene) return;
  // Before the core answers: by then, the user may look at something else.
  app.view.setState({ datasetView: 'pairs' });
  app.dock.show('dataset');
  await collect(app, scene, [{ window, short: '', long: '', source: 'drawn' }]);
}

/** For keyboard use: collects a square in the middle of the map, half the visible height. */
export async function collectCentre(app: Application): Promise<void> {
  const scene = byId(scenesNow(app), activeSceneNow(app));
  const centre = app.map.view.centre();
  if (!scene || !centre) return;
  const seen = Math.round(app.map.view.seenHeightPx() / 2);
  const edge = Math.min(Math.max(LEAST_CENTRE_PX, seen), scene.widthPx, scene.heightPx);
  const start = (at: number, length: number) =>
    Math.max(0, Math.min(length - edge, Math.round(at - edge / 2)));
  await collectDrawn(app, {
    col: start(centre.col, scene.widthPx),
    row: start(centre.row, scene.heightPx),
    widthPx: edge,
    heightPx: edge,
  });
}

/** The query's text as a first caption: the long one if it has many words. */
export function proposedTexts(terms: readonly QueryTerm[]): Pick<WindowPair, 'short' | 'long'> {
  const words = terms
    .flatMap((term) => (term.kind === 'text' && term.weight > 0 ? [term.text.trim()] : []))
    .join(' ');
  return words.split(/\s+/).length > SHORT_WORDS ? { short: '', long: words } : { short: words, long: '' };
}

/** The pair with exactly this window, if there is one. */
export function pairOfWindow(
  items: readonly CollectedPair[],
  scene: SceneId,
  win: RasterWindow,
): CollectedPair | undefined {
  return items.find(({ place }) => place && place.scene === scene && isSameWindow(place.window, win));
}

/** With `isTyping`, later changes join the same undo step. */
export async function setTexts(
  app: Application,
  pair: PairId,
  texts: PairTexts,
  isTyping = false,
): Promise<void> {
  const dataset = datasetNow(app);
  if (!dataset) return;
  await app.core.call('datasets.setTexts', { dataset, pair, texts, isTyping });
  await refresh(app, dataset);
}

export async function removePairs(app: Application, pairs: readonly PairId[]): Promise<void> {
  const dataset = datasetNow(app);
  if (!dataset || pairs.length === 0) return;
  // Before the core answers: a list that still shows the pairs would request pictures that no longer exist.
  app.cache.setQueryData<DatasetDetail>(
    queryKeys.dataset(dataset),
    (detail) => detail && without(detail, pairs),
  );
  try {
    await app.core.call('datasets.removePairs', { dataset, pairs });
  } finally {
    await refresh(app, dataset);
  }
}

function without(detail: DatasetDetail, pairs: readonly PairId[]): DatasetDetail {
  const items = detail.items.filter(({ id }) => !pairs.includes(id));
  return { ...detail, items, pairs: detail.pairs - (detail.items.length - items.length) };
}

export async function stepHistory(app: Application, way: 'undo' | 'redo'): Promise<void> {
  const dataset = datasetNow(app);
  if (!dataset) return;
  await app.core.call(`datasets.${way}`, { dataset });
  await refresh(app, dataset);
}

export async function importPairs(app: Application): Promise<void> {
  const files = await app.shell.pickPairs();
  if (files.length === 0) return;
  const dataset = await datasetForNew(app);
  const grants = files.map(({ id }) => id);
  const { added, leftOut, leftOutCount } = await app.core.call('datasets.importFiles', { dataset, grants });
  await refresh(app, dataset);
  const text = [titles.importedText(added), ...leftOut.slice(0, 3), ...more(leftOutCount - 3)].join('\n');
  showToast(app, { tone: leftOut.length > 0 ? 'bad' : 'good', title: titles.imported, text, link: null });
}

function more(count: number): readonly string[] {
  return count > 0 ? [titles.moreLeftOut(count)] : [];
}

export async function exportDataset(app: Application): Promise<void> {
  const detail = detailNow(app);
  if (!detail) return;
  const target = await app.shell.saveAs(`${detail.name}.zip`);
  if (target === null) return;
  const file = await app.core.call('datasets.export', {
    dataset: detail.id,
    target: target === 'download' ? null : target.id,
  });
  if (target === 'download') saveLink(file.url, file.name);
  const text = `${file.name} (${formatBytes(file.bytes)})`;
  showToast(app, { tone: 'good', title: titles.exported, text, link: null });
}

/** Only if its scene is active: stepping through a list must not switch scenes. */
export function followOnMap(app: Application, { place }: CollectedPair): void {
  if (place && place.scene === activeSceneNow(app)) app.map.view.zoomToWindow(place.window);
}

/** Activates the pair's scene and zooms to its window. */
export async function showOnMap(app: Application, { place }: CollectedPair): Promise<void> {
  if (!place) return;
  app.map.view.zoomToWindow(place.window, place.scene);
  await activateScene(app, place.scene);
}

async function refresh(app: Application, dataset: DatasetId): Promise<void> {
  await Promise.all([
    app.cache.invalidateQueries({ queryKey: queryKeys.dataset(dataset) }),
    app.cache.invalidateQueries({ queryKey: queryKeys.datasets }),
  ]);
}
