/** Reviewing hits: accepted, rejected, a note. The project keeps the review; an accepted hit also becomes a pair of the data set, captioned by the query. */
import {
  type HitJudgement,
  type HitReview,
  type ReviewedHit,
  reviewOf,
  reviewsOf,
} from '../../../core/documents/reviews.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { type Application, applyTransaction, projectNow } from '../../state/application.ts';
import { useProject } from '../../state/core-queries.ts';
import { pairsNow } from '../dataset/dataset-now.ts';
import { activeHit, resultNow, stepHit } from './result-actions.ts';

/** Finds the review of a hit of the result; null if there is none. */
export function useReviews(result: QueryResult): (hit: Hit) => HitReview | null {
  const own = reviewsOf(useProject().reviews, result);
  return (hit) => reviewOf(own, reviewed(result, hit));
}

export async function judgeActiveHit(app: Application, judgement: HitJudgement): Promise<void> {
  const [result, hit] = [resultNow(app), activeHit(app)];
  if (result && hit) await judgeHit(app, reviewed(result, hit), judgement, () => stepHit(app, 1));
}

/** Removing a pair waits until it has been collected. */
const inOrder = serialQueue();

/** Also selects the next hit, so that a list can be judged with one key per hit. The same judgement again takes it back. */
export async function judgeHit(
  app: Application,
  hit: ReviewedHit,
  judgement: HitJudgement,
  selectNext: () => void,
): Promise<void> {
  const isTakenBack = reviewNow(app, hit).judgement === judgement;
  if (!isTakenBack) selectNext();
  await review(app, hit, { judgement: isTakenBack ? null : judgement });
  // Loaded on demand, now that the hit is known: another may be selected meanwhile.
  const { collect, pairOfWindow, proposedTexts, removePairs } = await import('../dataset/dataset-actions.ts');
  await inOrder(async () => {
    const pair = pairOfWindow(pairsNow(app), hit.scene, hit.window);
    if (judgement === 'accepted' && !isTakenBack) {
      const texts = proposedTexts(hit.terms);
      if (!pair) await collect(app, hit.scene, [{ window: hit.window, ...texts, source: 'hit' }]);
    } else if (pair) await removePairs(app, [pair.id]);
  });
}

export async function noteOnHit(
  app: Application,
  result: QueryResult,
  hit: Hit,
  note: string,
): Promise<void> {
  const noted = reviewed(result, hit);
  if (reviewNow(app, noted).note !== note) await review(app, noted, { note });
}

/** The last change under way: the next one waits for it, because each replaces the whole review. */
let lastChange: Promise<void> = Promise.resolve();

function review(
  app: Application,
  hit: ReviewedHit,
  change: Partial<Pick<HitReview, 'judgement' | 'note'>>,
): Promise<void> {
  const apply = async (): Promise<void> => {
    const at = new Date().toISOString();
    const changed = { ...reviewNow(app, hit), ...change, at };
    await applyTransaction(app, { kind: 'review-hit', review: changed });
  };
  // A failed change has been reported and must not hold up the next one.
  lastChange = lastChange.then(apply, apply);
  return lastChange;
}

function reviewNow(app: Application, hit: ReviewedHit): HitReview {
  return reviewOf(projectNow(app).reviews, hit) ?? { ...hit, judgement: null, note: '', at: '' };
}

function reviewed({ scene, terms }: QueryResult, { window: win }: Hit): ReviewedHit {
  return { scene, terms, window: win };
}
