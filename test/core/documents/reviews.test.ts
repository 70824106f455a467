import { expect, test } from 'vitest';
import type { SceneId } from '../../../core/documents/ids.ts';
import {
  type HitReview,
  judgedQuestions,
  refinedTerms,
  reviewOf,
  reviewsOf,
} from '../../../core/documents/reviews.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';

const scene = 'a' as SceneId;
const win = (col: number): RasterWindow => ({ col, row: 0, widthPx: 64, heightPx: 64 });
const bridge: readonly QueryTerm[] = [{ kind: 'text', text: 'a bridge', weight: 1 }];
const review = (col: number, judgement: HitReview['judgement'], terms = bridge): HitReview => ({
  ...{ scene, terms, window: win(col), judgement },
  note: '',
  at: '',
});

test('accepted and rejected hits lead a question, which keeps its reviews and is refined the same again', () => {
  const reviews = [review(0, 'accepted'), review(64, 'rejected'), review(128, 'accepted')];
  const refined = refinedTerms(bridge, reviews)!;
  expect(refined).toEqual([
    ...bridge,
    { kind: 'windows', windows: [win(0), win(128)], weight: 0.5 },
    { kind: 'windows', windows: [win(64)], weight: -0.25 },
  ]);
  expect(reviewsOf(reviews, { scene, terms: refined })).toEqual(reviews);
  expect(refinedTerms(refined, reviews)).toEqual(refined);
});

test('rejected hits alone do not lead a question', () => {
  expect(refinedTerms(bridge, [review(0, 'rejected')])).toBeNull();
});

test('reviews of another question, scene or window are not taken for those of a hit', () => {
  const others: readonly QueryTerm[] = [{ kind: 'text', text: 'a road', weight: 1 }];
  const reviews = [review(0, 'accepted')];
  expect(reviewOf(reviews, { scene, terms: bridge, window: win(0) })).toBe(reviews[0]);
  expect(reviewOf(reviews, { scene, terms: others, window: win(0) })).toBeNull();
  expect(reviewOf(reviews, { scene: 'b' as SceneId, terms: bridge, window: win(0) })).toBeNull();
  expect(reviewOf(reviews, { scene, terms: bridge, window: win(64) })).toBeNull();
});

test('a sentence counts as present with one accepted hit, as absent with three rejected ones', () => {
  const asked = (text: string): readonly QueryTerm[] => [{ kind: 'text', text, weight: 1 }];
  const of = (text: string, judgements: readonly HitReview['judgement'][]) =>
    judgements.map((judgement, i) => review(64 * i, judgement, asked(text)));
  const reviews = [
    ...of('a bridge', ['rejected', 'rejected', 'accepted']),
    ...of('a harbour', ['rejected', 'rejected', 'rejected']),
    ...of('a road', ['rejected', 'rejected']),
    review(0, 'accepted', [...bridge, { kind: 'text', text: 'cars', weight: -1 }]),
  ];
  expect(judgedQuestions(reviews)).toEqual([
    { scene, text: 'a bridge', isPresent: true },
    { scene, text: 'a harbour', isPresent: false },
  ]);
});
