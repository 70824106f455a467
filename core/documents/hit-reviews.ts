/** What the analyst decided about hits: at most one review for a window of a question. */
import type { HitReview } from './project.ts';
import type { RasterWindow } from './scene.ts';
import type { Query } from './search.ts';

/** Reviews kept in a project; the oldest are dropped. */
const REVIEWS_KEPT = 10_000;

type Reviewed = Pick<HitReview, 'scene' | 'terms' | 'window'>;

/** The reviews with `review` in the place of an earlier one; one without state and note removes it. */
export function withReview(reviews: readonly HitReview[], review: HitReview): readonly HitReview[] {
  const others = reviews.filter((each) => !isSameHit(each, review));
  const isEmpty = review.state === null && review.note === '';
  return isEmpty ? others : [...others, review].slice(-REVIEWS_KEPT);
}

/** The review of the hit, or an empty one. */
export function reviewOf(reviews: readonly HitReview[], { scene, terms, window }: Reviewed): HitReview {
  const found = reviews.find((each) => isSameHit(each, { scene, terms, window }));
  return found ?? { scene, terms, window, state: null, note: '' };
}

/** Those of one question, whichever model answered it. */
export function reviewsOfQuery(
  reviews: readonly HitReview[],
  { scene, terms }: Pick<Query, 'scene' | 'terms'>,
): readonly HitReview[] {
  const key = JSON.stringify(terms);
  return reviews.filter((each) => each.scene === scene && JSON.stringify(each.terms) === key);
}

function isSameHit(a: Reviewed, b: Reviewed): boolean {
  return (
    a.scene === b.scene &&
    isSameWindow(a.window, b.window) &&
    JSON.stringify(a.terms) === JSON.stringify(b.terms)
  );
}

function isSameWindow(a: RasterWindow, b: RasterWindow): boolean {
  return a.col === b.col && a.row === b.row && a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}
