/** Reviews of hits: what they hold, which hit each is about, and which belong to a question. */
import type { SceneId } from './ids.ts';
import type { RasterWindow } from './scene.ts';
import type { QueryTerm } from './search.ts';

export const HIT_JUDGEMENTS = ['accepted', 'rejected'] as const;
export type HitJudgement = (typeof HIT_JUDGEMENTS)[number];

/** The place and question that a review is about; a later run of the same question finds it again. */
export type ReviewedHit = {
  readonly scene: SceneId;
  readonly terms: readonly QueryTerm[];
  readonly window: RasterWindow;
};

/** The analyst's review of one hit. Without a judgement and a note there is no review. */
export type HitReview = ReviewedHit & {
  readonly judgement: HitJudgement | null;
  readonly note: string;
  readonly at: string;
};

export function isReviewOf(review: ReviewedHit, hit: ReviewedHit): boolean {
  const [a, b] = [review.window, hit.window];
  const isSameWindow =
    a.col === b.col && a.row === b.row && a.widthPx === b.widthPx && a.heightPx === b.heightPx;
  return isSameWindow && review.scene === hit.scene && areSameTerms(review.terms, hit.terms);
}

/** The review of the hit; null if there is none. */
export function reviewOf(reviews: readonly HitReview[], hit: ReviewedHit): HitReview | null {
  return reviews.find((review) => isReviewOf(review, hit)) ?? null;
}

function areSameTerms(a: readonly QueryTerm[], b: readonly QueryTerm[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
