import { expect, test } from 'vitest';
import { clearCollar, collarMask } from '../../../core/raster/collar-mask.ts';
import type { RgbaTile } from '../../../core/raster/read-tile.ts';

const SIZE = 64;

/** Grey, but for what `blackAt` says. */
function tileOf(size: number, blackAt: (column: number, row: number) => boolean): RgbaTile {
  const rgba = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const value = blackAt(column, row) ? 1 : 120;
      rgba.set([value, value, value, 255], (row * size + column) * 4);
    }
  return { widthPx: size, heightPx: size, rgba };
}
const alphaAt = ({ widthPx, rgba }: RgbaTile, column: number, row: number): number =>
  rgba[(row * widthPx + column) * 4 + 3]!;

/** A triangle at the upper left, and a shadow in the middle. */
const isBlackAt = (column: number, row: number): boolean =>
  column + row < 20 || (column > 30 && column < 40 && row > 30 && row < 40);

test('a corner that is joined to the edge becomes transparent, a shadow inside stays', () => {
  const coarsest = tileOf(SIZE, isBlackAt);
  const mask = collarMask(coarsest, SIZE, SIZE, 4, false)!;
  const win = { col: 0, row: 0, widthPx: 4 * SIZE, heightPx: 4 * SIZE };
  clearCollar(coarsest, win, 4, mask);
  expect(alphaAt(coarsest, 3, 3)).toBe(0);
  expect(alphaAt(coarsest, 35, 35)).toBe(255);
  expect(alphaAt(coarsest, 50, 5)).toBe(255);
});

test('a tile of full resolution is cleared up to the very border of the collar', () => {
  const mask = collarMask(tileOf(SIZE, isBlackAt), SIZE, SIZE, 4, false)!;
  const fine = tileOf(SIZE, (column, row) => column + row < 80);
  const win = { col: 0, row: 0, widthPx: SIZE, heightPx: SIZE };
  clearCollar(fine, win, 1, mask);
  for (const [column, row] of [
    [0, 0],
    [39, 40],
    [60, 19],
  ] as const)
    expect(alphaAt(fine, column, row), `${column}, ${row}`).toBe(0);
  expect(alphaAt(fine, 41, 40)).toBe(255);
});

test('the noise that a lossy codec leaves within a block of the collar is cleared, that of other codecs and farther inside stays', () => {
  const cleared = [true, false].map((isLossy) => {
    const mask = collarMask(tileOf(SIZE, isBlackAt), SIZE, SIZE, 4, isLossy)!;
    const noisy = tileOf(SIZE, (column, row) => column + row < 80);
    const dark = [12, 12, 12, 255];
    noisy.rgba.set(dark, (41 * SIZE + 41) * 4);
    noisy.rgba.set(dark, (44 * SIZE + 44) * 4);
    noisy.rgba.set(dark, (62 * SIZE + 62) * 4);
    clearCollar(noisy, { col: 0, row: 0, widthPx: SIZE, heightPx: SIZE }, 1, mask);
    return [
      alphaAt(noisy, 39, 40),
      alphaAt(noisy, 41, 41),
      alphaAt(noisy, 44, 44),
      alphaAt(noisy, 62, 62),
      alphaAt(noisy, 50, 50),
    ];
  });
  expect(cleared).toEqual([
    [0, 0, 0, 255, 255],
    [0, 255, 255, 255, 255],
  ]);
});

test('a scene that is all black, or has a few black pixels at its edge, has no collar', () => {
  expect(
    collarMask(
      tileOf(SIZE, () => true),
      SIZE,
      SIZE,
      1,
      false,
    ),
  ).toBeNull();
  expect(
    collarMask(
      tileOf(SIZE, (column, row) => column < 2 && row < 2),
      SIZE,
      SIZE,
      1,
      false,
    ),
  ).toBeNull();
});

test('pixels that are a mean of collar and data are cleared, dark data at the border stays', () => {
  const isShade = (column: number, row: number): boolean => row - column > 10;
  const tile = tileOf(SIZE, (column, row) => column + row < 20);
  for (let row = 0; row < SIZE; row++)
    for (let column = 0; column < SIZE; column++) {
      const from = column + row - 20;
      if (from < 0) continue;
      const value = isShade(column, row) ? 30 : [47, 84, 120][Math.min(2, from)]!;
      tile.rgba.set([value, value, value, 255], (row * SIZE + column) * 4);
    }
  const mask = collarMask(tile, SIZE, SIZE, 4, false)!;
  clearCollar(tile, { col: 0, row: 0, widthPx: 4 * SIZE, heightPx: 4 * SIZE }, 4, mask);
  expect([alphaAt(tile, 10, 10), alphaAt(tile, 11, 11), alphaAt(tile, 2, 18), alphaAt(tile, 3, 19)]).toEqual([
    0, 255, 255, 255,
  ]);
});

test('specks of a lossy codec inside the collar are cleared', () => {
  const tile = tileOf(SIZE, isBlackAt);
  const mask = collarMask(tile, SIZE, SIZE, 4, true)!;
  tile.rgba.set([29, 24, 9, 255], (9 * SIZE + 9) * 4);
  clearCollar(tile, { col: 0, row: 0, widthPx: 4 * SIZE, heightPx: 4 * SIZE }, 4, mask);
  expect(alphaAt(tile, 9, 9)).toBe(0);
});
