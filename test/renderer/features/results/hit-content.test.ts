import { describe, expect, test } from 'vitest';
import type { Hit, QueryResult } from '../../../../core/documents/search.ts';
import { hitWords, isBelowAbsent } from '../../../../renderer/features/results/hit-content.ts';

const hit = (score: number) =>
  ({
    rank: 2,
    score,
    percentile: 90,
    window: { col: 0, row: 0, widthPx: 64, heightPx: 64 },
    merged: [],
  }) as unknown as Hit;
const result = (min: number) => ({ absoluteRange: { min, max: 0.5 } }) as unknown as QueryResult;

describe('a hit below what absent content reaches', () => {
  test('is told from one that reaches it', () => {
    expect([0.29, 0.3, 0.31].map((score) => isBelowAbsent(hit(score), result(0.3)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('says so to screen readers', () => {
    const words = (score: number) =>
      hitWords({ hit: hit(score), result: result(0.3), scene: null, picture: null, review: null });
    expect(words(0.1)).toContain('below what absent content typically reaches');
    expect(words(0.4)).not.toContain('absent');
  });
});
