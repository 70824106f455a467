import { expect, test } from 'vitest';
import type { QueryResult } from '../../../core/documents/search.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { floorOf, paintOf } from '../../../core/style/paint-of.ts';

const histogram = { min: 0, step: 0.1, counts: [4, 1, 1, 1, 2] };
const absoluteRange = { min: 0.1, max: 0.4 };
const scale = { absent: 0.21, present: 0.4, absentBelow: 0.25, presentFrom: 0.3, reached: 0.35 };

test('nothing is painted below what sentences about absent content reach', () => {
  const judged = { histogram, absoluteRange, verdict: { scale } } as unknown as QueryResult;
  expect(floorOf(judged)).toBe(0.21);
  expect(paintOf(emptyProject.similarity, judged)).toMatchObject({ floor: 0.21, range: absoluteRange });
});

test('without a verdict, nothing is painted below the median of the scene', () => {
  const unjudged = { histogram, absoluteRange, verdict: { scale: null } } as unknown as QueryResult;
  // The fifth of nine scores lies in the second bin.
  expect(floorOf(unjudged)).toBeCloseTo(0.1, 12);
});
