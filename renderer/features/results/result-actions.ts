/** Actions on a query's result and its hits. */
import type { Hit, IndexStatus, QueryResult } from '../../../core/documents/search.ts';
import { answeringIndex } from '../../state/answering.ts';
import { type Application, activeSceneNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { similarityNow } from '../../state/result-layer.ts';
import { addWindowTerm } from '../search/query-draft.ts';
import { runQuery } from '../search/run-query.ts';
import { hitOf, shownHits } from './shown-hits.ts';

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
  if (hit) app.map.view.zoomToWindow(hit.window);
}

/** Selects the next or previous hit, or the best one if none is selected, and zooms to it. */
export function stepHit(app: Application, by: -1 | 1): void {
  const result = resultNow(app);
  if (!result) return;
  const hits = shownHits(result, similarityNow(app).threshold);
  const active = activeHit(app);
  const at = active ? hits.indexOf(active) : -1;
  const next = hits[at < 0 ? 0 : at + by];
  if (!next) return;
  app.view.setState({ activeHit: next.window });
  app.map.view.zoomToWindow(next.window);
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
