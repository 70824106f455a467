/** Accepting and rejecting hits. An accepted hit becomes a pair of the data set, with the query's text as its caption. */
import type { CollectedPair } from '../../../core/documents/dataset.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import type { Application } from '../../state/application.ts';
import type { ViewState } from '../../state/view-state.ts';
import { collect, pairOfWindow, pairsNow, proposedTexts, removePairs } from '../dataset/dataset-actions.ts';
import { activeHit, resultNow, stepHit } from './result-actions.ts';

export type HitJudgement = 'accepted' | 'rejected';

export function judgementOf(
  result: QueryResult,
  { rank, window: win }: Hit,
  pairs: readonly CollectedPair[],
  rejected: ViewState['rejectedHits'],
): HitJudgement | null {
  if (pairOfWindow(pairs, result.scene, win)) return 'accepted';
  return rejectedRanks(rejected, result).includes(rank) ? 'rejected' : null;
}

/** Also selects the next hit, so that a list can be judged with one key per hit. */
export async function judgeActiveHit(app: Application, judgement: HitJudgement): Promise<void> {
  const [result, hit] = [resultNow(app), activeHit(app)];
  if (!result || !hit) return;
  stepHit(app, 1);
  markRejected(app, result, hit, judgement === 'rejected');
  if (judgement === 'accepted')
    await collect(app, result.scene, [{ window: hit.window, ...proposedTexts(result.terms), source: 'hit' }]);
  else {
    const pair = pairOfWindow(pairsNow(app), result.scene, hit.window);
    if (pair) await removePairs(app, [pair.id]);
  }
}

function markRejected(app: Application, result: QueryResult, { rank }: Hit, isRejected: boolean): void {
  app.view.setState(({ rejectedHits }) => {
    const ranks = rejectedRanks(rejectedHits, result).filter((each) => each !== rank);
    return { rejectedHits: { query: result.id, ranks: isRejected ? [...ranks, rank] : ranks } };
  });
}

/** Empty if the rejected hits belong to another result. */
function rejectedRanks(rejected: ViewState['rejectedHits'], { id }: QueryResult): readonly number[] {
  return rejected && rejected.query === id ? rejected.ranks : [];
}
