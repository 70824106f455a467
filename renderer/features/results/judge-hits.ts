/** Accepting and rejecting hits. The project keeps the judgement; an accepted hit also becomes a pair of the data set, captioned by the query. */
import { type HitJudgement, type HitReview, reviewOf } from '../../../core/documents/reviews.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { type Application, applyTransaction, projectNow } from '../../state/application.ts';
import { collect, pairOfWindow, pairsNow, proposedTexts, removePairs } from '../dataset/dataset-actions.ts';
import { activeHit, resultNow, stepHit } from './result-actions.ts';

/** The review of a hit of this result; null if there is none. */
export function reviewOfHit(
  reviews: readonly HitReview[],
  { scene, terms }: QueryResult,
  { window: win }: Hit,
): HitReview | null {
  return reviewOf(reviews, { scene, terms, window: win });
}

/** Also selects the next hit, so that a list can be judged with one key per hit. The same judgement again takes it back. */
export async function judgeActiveHit(app: Application, judgement: HitJudgement): Promise<void> {
  const [result, hit] = [resultNow(app), activeHit(app)];
  if (!result || !hit) return;
  const { scene, terms } = result;
  const review = reviewOfHit(projectNow(app).reviews, result, hit);
  const isTakenBack = review?.judgement === judgement;
  if (!isTakenBack) stepHit(app, 1);
  await applyTransaction(app, {
    kind: 'review-hit',
    review: {
      ...{ scene, terms, window: hit.window, at: new Date().toISOString() },
      judgement: isTakenBack ? null : judgement,
      note: review ? review.note : '',
    },
  });
  const pair = pairOfWindow(pairsNow(app), scene, hit.window);
  if (judgement === 'accepted' && !isTakenBack) {
    if (!pair) await collect(app, scene, [{ window: hit.window, ...proposedTexts(terms), source: 'hit' }]);
  } else if (pair) await removePairs(app, [pair.id]);
}
