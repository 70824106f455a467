/** Actions on a query's result and its hits. */
import { EXPORT_PRODUCTS, type ExportProduct } from '../../../core/documents/export-products.ts';
import type { ExportedFile, Hit, IndexStatus, QueryResult } from '../../../core/documents/search.ts';
import { answeringIndex } from '../../state/answering.ts';
import { type Application, activeSceneNow, projectNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { formatBytes } from '../../ui/format.ts';
import { saveLink } from '../../ui/save-link.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { addWindowTerm } from '../search/query-draft.ts';
import { runQuery } from '../search/run-query.ts';
import { hitOf, shownHits } from './shown-hits.ts';
import { strings } from './strings.ts';

/** The result of the current query; null if there is none, or no query of the active scene. */
export function resultNow(app: Application): QueryResult | null {
  const { query, indexChoice } = app.view.getState();
  if (!query || query.scene !== activeSceneNow(app)) return null;
  const indexes = app.cache.getQueryData<readonly IndexStatus[]>(queryKeys.indexes(query.scene));
  const answering = answeringIndex(indexes, query, indexChoice);
  if (!answering) return null;
  const key = queryKeys.queryResult(query, answering.sizesPx, answering.index.basis);
  return app.cache.getQueryData<QueryResult>(key) ?? null;
}

export function activeHit(app: Application): Hit | null {
  return hitOf(resultNow(app), app.view.getState().activeHit);
}

export function zoomToActiveHit(app: Application): void {
  const hit = activeHit(app);
  if (hit) app.map.zoomToWindow(hit.window);
}

/** Selects the next or previous hit, or the best one if none is selected, and zooms to it. */
export function stepHit(app: Application, by: -1 | 1): void {
  const result = resultNow(app);
  if (!result) return;
  const hits = shownHits(result, projectNow(app).similarity.threshold);
  const active = activeHit(app);
  const at = active ? hits.indexOf(active) : -1;
  const next = hits[at < 0 ? 0 : at + by];
  if (!next) return;
  app.view.setState({ activeHit: next.window });
  app.map.zoomToWindow(next.window);
}

/** Asks again, with the hit as an example beside the terms of the question. */
export function moreLikeActiveHit(app: Application): void {
  const hit = activeHit(app);
  if (!hit) return;
  addWindowTerm(app, hit.window);
  runQuery(app);
}

export function showSeenPixels(app: Application): void {
  const hit = activeHit(app);
  const result = resultNow(app);
  if (hit && result)
    app.view.setState({
      dialog: { kind: 'seen-pixels', scene: result.scene, model: result.model, window: hit.window },
    });
}

/** Writes to a file that the user chooses, or downloads if the shell cannot write files. */
export async function exportProduct(app: Application, product: ExportProduct): Promise<void> {
  const result = resultNow(app);
  if (!result) return;
  const words = termsInWords(result.terms)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const target = await app.shell.saveAs(`${words}.${EXPORT_PRODUCTS[product].ending}`);
  if (target === null) return;
  const { threshold } = projectNow(app).similarity;
  const file = await app.core.call('export.make', {
    query: result.id,
    product,
    threshold,
    target: target === 'download' ? null : target.id,
  });
  const size = strings.exportedText(file.name, formatBytes(file.bytes));
  const text = file.note === null ? size : `${size}; ${file.note}`;
  if (target !== 'download') {
    showToast(app, { tone: 'good', title: strings.exported, text, link: null });
    return;
  }
  offer(app, file, text);
  if (file.style !== null) offer(app, file.style, strings.styleText(file.style.name));
}

/** Downloads the file at once; the link is for browsers that block several downloads in a row. */
function offer(app: Application, { name, url }: Pick<ExportedFile, 'name' | 'url'>, text: string): void {
  saveLink(url, name);
  const link = { label: strings.save, url, fileName: name };
  showToast(app, { tone: 'good', title: strings.exported, text, link });
}
