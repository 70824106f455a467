import { describe, expect, test } from 'vitest';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { firstLook } from '../../../core/search/first-look.ts';
import { makeGrid, windowCount } from '../../../core/search/grid.ts';
import { rankHits } from '../../../core/search/rank.ts';

const gridOf = (edgePx: number) =>
  makeGrid(
    { widthPx: edgePx, heightPx: edgePx },
    [96, 160, 288].map((size) => ({ size, unit: 'px' as const })),
    null,
  );
/** A thing at a place: windows score by how much of them it fills and how much of it they show. */
const scoring = (thing: RasterWindow) => async (windows: readonly RasterWindow[]) =>
  Float32Array.from(windows, ({ col, row, widthPx, heightPx }) => {
    const overlap = (a: number, aSize: number, b: number, bSize: number) =>
      Math.max(0, Math.min(a + aSize, b + bSize) - Math.max(a, b));
    const shared =
      overlap(col, widthPx, thing.col, thing.widthPx) * overlap(row, heightPx, thing.row, thing.heightPx);
    return shared / Math.sqrt(widthPx * heightPx * thing.widthPx * thing.heightPx);
  });

describe('a first look', () => {
  const thing = { col: 2210, row: 1130, widthPx: 100, heightPx: 100 };
  const grid = gridOf(4000);

  test('finds the thing that the whole index finds, with a small part of its windows', async () => {
    const { scores, windows } = await firstLook(grid, scoring(thing));
    expect(windows).toBeLessThan(windowCount(grid) / 20);
    const [{ window, score }] = rankHits(grid, scores, 1);
    expect(window.widthPx).toBe(96);
    expect(score).toBeGreaterThan(0.5);
    expect(Math.abs(window.col + 48 - (thing.col + 50))).toBeLessThan(48);
    expect(Math.abs(window.row + 48 - (thing.row + 50))).toBeLessThan(48);
  });

  test('tells the share of the scene that was looked at closely', async () => {
    const { scores, refined } = await firstLook(grid, scoring(thing));
    const looked = scores[0].filter((score) => !Number.isNaN(score)).length;
    expect(looked).toBeGreaterThan(0);
    expect(refined).toBeGreaterThan(0);
    expect(refined).toBeLessThanOrEqual((looked * 96 ** 2 * 2) / 4000 ** 2);
  });

  test('covers a scene without gaps while that takes few windows, and stays small for a huge one', async () => {
    const coarse = (await firstLook(gridOf(2000), scoring(thing))).scores[2];
    expect(coarse.filter((score) => !Number.isNaN(score)).length).toBeGreaterThanOrEqual((2000 / 288) ** 2);
    const { windows } = await firstLook(gridOf(200_000), scoring(thing));
    expect(windows).toBeLessThan(500);
  });

  test('looks at every window of a scene as small as one', async () => {
    const small = gridOf(90);
    const { windows, refined } = await firstLook(small, scoring(thing));
    expect({ windows, refined }).toEqual({ windows: windowCount(small), refined: 1 });
  });
});
