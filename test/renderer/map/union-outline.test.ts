import { expect, test } from 'vitest';
import { unionOutline } from '../../../renderer/map/union-outline.ts';

const square = (col: number, row: number, side: number) => ({ col, row, widthPx: side, heightPx: side });

test('without windows there is no outline, and one window has its four sides', () => {
  expect(unionOutline([])).toEqual([]);
  expect(unionOutline([square(3, 5, 10)])).toEqual([
    [
      [3, 5],
      [13, 5],
    ],
    [
      [3, 15],
      [13, 15],
    ],
    [
      [3, 5],
      [3, 15],
    ],
    [
      [13, 5],
      [13, 15],
    ],
  ]);
});

test('overlapping windows have one outline without inner lines', () => {
  // 0..10 and 5..15 in both directions: a shape with eight sides.
  const sides = unionOutline([square(0, 0, 10), square(5, 5, 10), square(0, 0, 10)]);
  expect(sides).toHaveLength(8);
  expect(sides).toContainEqual([
    [0, 10],
    [5, 10],
  ]);
  expect(sides).not.toContainEqual([
    [5, 5],
    [10, 5],
  ]);
});

test('a hole between windows is outlined too, and adjacent windows have one outline', () => {
  const ring = [0, 1, 2].flatMap((i) =>
    [0, 1, 2].flatMap((j) => (i === 1 && j === 1 ? [] : [square(10 * i, 10 * j, 10)])),
  );
  expect(unionOutline(ring)).toHaveLength(8);
  expect(unionOutline([square(0, 0, 10), square(10, 0, 10)])).toHaveLength(4);
});
