/** Reviewing hits: accepted, rejected, a note. An accepted hit also becomes a pair of the data set, with the query's text as its caption. */
import { reviewOf, reviewsOfQuery } from '../../../core/documents/hit-reviews.ts';
import type { HitReview } from '../../../core/documents/project.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { type Application, applyTransaction, projectNow } from '../../state/application.ts';
import { useProject } from '../../state/core-queries.ts';
import { collect, pairOfWindow, pairsNow, proposedTexts, removePairs } from '../dataset/dataset-actions.ts';
import { activeHit, resultNow, stepHit } from './result-actions.ts';

export type HitJudgement = NonNullable<HitReview['state']>;

/** Finds the review of a hit of the result, also one made when another model answered the question. */
export function useReviews(result: QueryResult): (hit: Hit) => HitReview {
  const own = reviewsOfQuery(useProject().reviews, result);
  return ({ window: win }) => reviewOf(own, { scene: result.scene, terms: result.terms, window: win });
}

/** Also selects the next hit, so that a list can be judged with one key per hit. The same decision again takes it back and stays. */
export async function judgeActiveHit(app: Application, judgement: HitJudgement): Promise<void> {
  const [result, hit] = [resultNow(app), activeHit(app)];
  if (!result || !hit) return;
  const before = reviewNow(app, result, hit);
  const state = before.state === judgement ? null : judgement;
  if (state !== null) stepHit(app, 1);
  await applyTransaction(app, { kind: 'review-hit', review: { ...before, state } });
  const pair = pairOfWindow(pairsNow(app), result.scene, hit.window);
  if (state === 'accepted' && !pair)
    await collect(app, result.scene, [{ window: hit.window, ...proposedTexts(result.terms), source: 'hit' }]);
  if (state !== 'accepted' && pair) await removePairs(app, [pair.id]);
}

export async function noteOnHit(
  app: Application,
  result: QueryResult,
  hit: Hit,
  note: string,
): Promise<void> {
  const before = reviewNow(app, result, hit);
  if (before.note !== note) await applyTransaction(app, { kind: 'review-hit', review: { ...before, note } });
}

function reviewNow(app: Application, { scene, terms }: QueryResult, { window: win }: Hit): HitReview {
  return reviewOf(projectNow(app).reviews, { scene, terms, window: win });
}
