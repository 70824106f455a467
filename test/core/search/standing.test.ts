import { expect, test } from 'vitest';
import { standingAmong } from '../../../core/search/standing.ts';

test('a score is placed by its distance from the median of the bank, in standard deviations', () => {
  const standing = standingAmong(4, [0, 1, 2, 9]);
  expect(standing).toMatchObject({ reached: 4, bankMedian: 1.5 });
  // Mean 3, squares 9 + 4 + 1 + 36.
  expect(standing?.z).toBeCloseTo(2.5 / Math.sqrt(50 / 4), 12);
  expect(standingAmong(4, [9, 1, 0, 2])).toEqual(standing);
});

test('how high the sentences of the bank stand that a scene shows does not move the middle', () => {
  const absent = Array.from({ length: 90 }, (_, i) => i / 90);
  const middle = (shown: number) =>
    standingAmong(0, [...absent, ...Array.from({ length: 10 }, () => shown)])?.bankMedian;
  expect(middle(5)).toBe(middle(50));
});

test('there is none among fewer than two scores, or equal ones', () => {
  expect(standingAmong(1, [0])).toBeNull();
  expect(standingAmong(1, [0, 0, 0])).toBeNull();
});
