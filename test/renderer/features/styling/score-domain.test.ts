import { describe, expect, test } from 'vitest';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { scoreDomain, shareAbove } from '../../../../renderer/features/styling/score-domain.ts';

const result = {
  histogram: { min: 0.1, step: 0.1, counts: [2, 6, 2] },
  absoluteRange: { min: 0.05, max: 0.32 },
} as unknown as QueryResult;

describe('the score axis', () => {
  test('covers the scores of the scene, the absolute range and the ramp, rounded outward', () => {
    const { min, max } = scoreDomain(result, { min: 0.2, max: 0.473 });
    expect(min).toBeCloseTo(0.05, 9);
    expect(max).toBeCloseTo(0.475, 9);
  });

  test('gives the share of windows above a threshold, interpolated within bins', () => {
    expect(shareAbove(result, 0.1)).toBeCloseTo(1, 9);
    expect(shareAbove(result, 0.2)).toBeCloseTo(0.8, 9);
    expect(shareAbove(result, 0.25)).toBeCloseTo(0.5, 9);
    expect(shareAbove(result, 0.4)).toBeCloseTo(0, 9);
  });
});
