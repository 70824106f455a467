import { expect, test } from 'vitest';
import { keptShareOf } from '../../../core/documents/kept-share.ts';

test.each([
  [0, 0],
  [0.5, 0.75],
  [0.9, 0.99],
  [0.99, 0.9999],
])(
  'with a kept share of %d, the image tower keeps that and the text tower %d of the base',
  (keptShare, ofText) => {
    expect(keptShareOf('vision', { keptShare })).toBe(keptShare);
    expect(keptShareOf('text', { keptShare })).toBeCloseTo(ofText, 12);
  },
);
