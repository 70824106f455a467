import { describe, expect, test } from 'vitest';
import { omegaAt, PAPER_OMEGA } from '../../../training/loss/omega-schedule.ts';

describe('the weight of the long texts', () => {
  test('is 0.8 at every step in the paper', () => {
    expect([0, 5, 9].map((step) => omegaAt(PAPER_OMEGA, step, 10))).toEqual([0.8, 0.8, 0.8]);
  });

  test('changes from one value to the other in equal steps', () => {
    const weights = [0, 1, 2, 3, 4].map((step) => omegaAt({ kind: 'linear', from: 0.2, to: 0.6 }, step, 5));
    expect(weights).toEqual([0.2, 0.3, 0.4, 0.5, 0.6].map((weight) => expect.closeTo(weight, 12)));
  });

  test('changes slowly at both ends of a cosine schedule', () => {
    const weights = [0, 1, 2, 3, 4].map((step) => omegaAt({ kind: 'cosine', from: 1, to: 0 }, step, 5));
    const late = (1 - Math.SQRT1_2) / 2;
    expect(weights).toEqual([1, 1 - late, 0.5, late, 0].map((weight) => expect.closeTo(weight, 12)));
  });

  test('is the first value when there is only one step', () => {
    expect(omegaAt({ kind: 'linear', from: 0.2, to: 0.6 }, 0, 1)).toBe(0.2);
  });
});
