/** Accepting and rejecting hits: an accepted one becomes a pair of the data set, with the query's words as its caption. */
import type { DatasetDetail } from '../../../core/documents/dataset.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import type { Application } from '../../state/application.ts';
import type { ViewState } from '../../state/view-state.ts';
import { collect, detailNow, pairOfWindow, proposedTexts, removePairs } from '../dataset/dataset-actions.ts';
import { activeHit, resultNow, stepHit } from './result-actions.ts';

export type HitJudgement = 'accepted' | 'rejected';

export function judgementOf(
  result: QueryResult,
  { rank, window: win }: Hit,
  dataset: DatasetDetail | null | undefined,
  rejected: ViewState['rejectedHits'],
): HitJudgement | null {
  if (dataset && pairOfWindow(dataset.items, result.scene, win)) return 'accepted';
  return rejected?.query === result.id && rejected.ranks.includes(rank) ? 'rejected' : null;
}

/** Then goes on to the next hit, so that a list is judged key by key. */
export async function judgeActiveHit(app: Application, judgement: HitJudgement): Promise<void> {
  const [result, hit] = [resultNow(app), activeHit(app)];
  if (!result || !hit) return;
  stepHit(app, 1);
  markRejected(app, result, hit, judgement === 'rejected');
  if (judgement === 'accepted')
    await collect(app, result.scene, [{ window: hit.window, ...proposedTexts(result.terms), source: 'hit' }]);
  else {
    const pair = pairOfWindow(detailNow(app)?.items ?? [], result.scene, hit.window);
    if (pair) await removePairs(app, [pair.id]);
  }
}

function markRejected(app: Application, { id }: QueryResult, { rank }: Hit, isRejected: boolean): void {
  app.view.setState(({ rejectedHits }) => {
    const ranks = rejectedHits?.query === id ? rejectedHits.ranks.filter((each) => each !== rank) : [];
    return { rejectedHits: { query: id, ranks: isRejected ? [...ranks, rank] : ranks } };
  });
}
