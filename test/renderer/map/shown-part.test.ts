import { expect, test } from 'vitest';
import { partOf, shownShares } from '../../../renderer/map/shown-part.ts';

/** RGBA of 256 x 256, transparent where told. */
function picture(isClear: (column: number, row: number) => boolean): {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
} {
  const data = new Uint8ClampedArray(256 * 256 * 4).fill(255);
  for (let row = 0; row < 256; row++)
    for (let column = 0; column < 256; column++)
      if (isClear(column, row)) data[4 * (row * 256 + column) + 3] = 0;
  return { data, width: 256 };
}

/** Four scene pixels per element: 200 x 150 elements of the picture are scene. */
const SCENE = { widthPx: 797, heightPx: 600, tileLevels: 3 };

test('a scene without transparent pixels is shown whole, whatever lies beside it in its tile', () => {
  expect(
    partOf(
      picture((column, row) => column >= 200 || row >= 150),
      SCENE,
    ),
  ).toBeNull();
});

test('the share of a cell is the share of its area that is not transparent', () => {
  const part = partOf(
    picture((column, row) => column + row < 100),
    SCENE,
  )!;
  const grid = { widthCells: 20, heightCells: 15, cellPx: 40 };
  const shares = shownShares(part, grid);
  expect(shares[0]).toBe(0);
  expect(shares[20 * 14 + 19]).toBe(1);
  // Elements (40..49, 50..59): 45 of 100 have a sum below 100.
  expect(shares[20 * 5 + 4]).toBeCloseTo(0.45, 6);
  const shown = shares.reduce((sum, share) => sum + share, 0) * 100;
  const elements = part.alpha.reduce((sum, alpha) => sum + alpha / 255, 0);
  expect(shown).toBeCloseTo(elements, 3);
});

test('cells smaller than an element have its share', () => {
  const part = partOf(
    picture((column) => column < 100),
    SCENE,
  )!;
  const shares = shownShares(part, { widthCells: 399, heightCells: 300, cellPx: 2 });
  expect([...new Set(shares)]).toEqual([0, 1]);
  expect(shares.slice(0, 399).indexOf(1)).toBe(200);
});
