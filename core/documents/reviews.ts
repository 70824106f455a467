/** Reviews of hits: what they hold, which hit each is about, and which belong to a question. */
import type { SceneId } from './ids.ts';
import type { RasterWindow } from './scene.ts';
import type { QueryTerm } from './search.ts';

export const HIT_JUDGEMENTS = ['accepted', 'rejected'] as const;
export type HitJudgement = (typeof HIT_JUDGEMENTS)[number];

/** The place and question that a review is about; a later run of the question finds it again, also one that judged hits refine. */
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

/**
 * Weights of the accepted and of the rejected hits beside a sentence (Rocchio, 1971). Chosen by `npm run bench:feedback`; rejected hits
 * alone make answers worse.
 */
export const ACCEPTED_WEIGHT = 0.5;
export const REJECTED_WEIGHT = -0.25;
const WINDOWS_PER_TERM = 64;
/** As many as the best windows that a verdict looks at. */
const REJECTED_FOR_ABSENT = 3;

export function isReviewOf(review: ReviewedHit, hit: ReviewedHit): boolean {
  return isSameWindow(review.window, hit.window) && isOfQuestion(review, hit);
}

/** Whether both cover the same pixels. */
export function isSameWindow(a: RasterWindow, b: RasterWindow): boolean {
  return a.col === b.col && a.row === b.row && a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}

/** The review of the hit; null if there is none. */
export function reviewOf(reviews: readonly HitReview[], hit: ReviewedHit): HitReview | null {
  return reviews.find((review) => isReviewOf(review, hit)) ?? null;
}

/** The reviews of hits of this question, newest first. */
export function reviewsOf(
  reviews: readonly HitReview[],
  question: Pick<ReviewedHit, 'scene' | 'terms'>,
): readonly HitReview[] {
  return reviews.filter((review) => isOfQuestion(review, question));
}

/** The question, led towards what its accepted hits have in common and away from its rejected hits. Null if none was accepted. */
export function refinedTerms(
  terms: readonly QueryTerm[],
  reviews: readonly HitReview[],
): readonly QueryTerm[] | null {
  const judged = (judgement: HitJudgement): readonly RasterWindow[] =>
    reviews
      .filter((review) => review.judgement === judgement)
      .map(({ window: win }) => win)
      .slice(0, WINDOWS_PER_TERM);
  const [accepted, rejected] = [judged('accepted'), judged('rejected')];
  if (accepted.length === 0) return null;
  return [
    ...asked(terms),
    { kind: 'windows', windows: accepted, weight: ACCEPTED_WEIGHT },
    ...(rejected.length === 0
      ? []
      : [{ kind: 'windows', windows: rejected, weight: REJECTED_WEIGHT } as const]),
  ];
}

/** A sentence that the analyst's reviews show to be true or false of a scene. */
export type JudgedQuestion = { readonly scene: SceneId; readonly text: string; readonly isPresent: boolean };

/**
 * Sentences of which at least one hit was accepted (present), or at least three were rejected and none accepted (absent). Questions of
 * several terms are left out, as they get no verdict.
 */
export function judgedQuestions(reviews: readonly HitReview[]): readonly JudgedQuestion[] {
  const byQuestion = new Map<string, HitReview[]>();
  for (const review of reviews) {
    const question = JSON.stringify([review.scene, asked(review.terms)]);
    byQuestion.set(question, [...(byQuestion.get(question) ?? []), review]);
  }
  return [...byQuestion.values()].flatMap((ofQuestion) => {
    const [{ scene, terms }] = ofQuestion;
    const [term, ...others] = asked(terms);
    if (term === undefined || term.kind !== 'text' || term.weight < 0 || others.length > 0) return [];
    const count = (judgement: HitJudgement): number =>
      ofQuestion.filter((review) => review.judgement === judgement).length;
    const isPresent = count('accepted') > 0;
    return isPresent || count('rejected') >= REJECTED_FOR_ABSENT
      ? [{ scene, text: term.text, isPresent }]
      : [];
  });
}

function isOfQuestion(review: ReviewedHit, question: Pick<ReviewedHit, 'scene' | 'terms'>): boolean {
  return (
    review.scene === question.scene &&
    JSON.stringify(asked(review.terms)) === JSON.stringify(asked(question.terms))
  );
}

/** The terms that the user asked, without what judged hits added. */
function asked(terms: readonly QueryTerm[]): readonly QueryTerm[] {
  return terms.filter(({ kind }) => kind !== 'windows');
}
