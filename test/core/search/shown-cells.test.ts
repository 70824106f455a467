import { describe, expect, test } from 'vitest';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { syntheticScene } from './synthetic-scene.ts';

const size = { widthPx: 330, heightPx: 290 };
const grid = makeGrid(
  size,
  [
    { size: 80, unit: 'px' },
    { size: 160, unit: 'px' },
  ],
  null,
);
const CELL = 40;
const columns = Math.ceil(size.widthPx / CELL);
const rows = Math.ceil(size.heightPx / CELL);
/** A collar left of a slanted edge, except for one pixel of data in it. */
const isCollar = (x: number, y: number) => x + y < 250 && !(x === 79 && y === 39);
const map = { cellPx: CELL, columns, rows, values: new Float32Array(columns * rows).fill(0.5) };
const everything = new AbortController().signal;

/** Brute force: NaN where every pixel of the cell lies in the collar. */
function expected(): number[] {
  return Array.from({ length: columns * rows }, (_, cell) => {
    for (let y = Math.floor(cell / columns) * CELL; y < size.heightPx; y++)
      for (let x = (cell % columns) * CELL; x < size.widthPx; x++) {
        const inside = x < ((cell % columns) + 1) * CELL && y < (Math.floor(cell / columns) + 1) * CELL;
        if (inside && !isCollar(x, y)) return 0.5;
      }
    return Number.NaN;
  });
}

function collared(kind: 'isBlack' | 'nodata') {
  const rules =
    kind === 'nodata' ? { isValid: (x: number, y: number) => !isCollar(x, y) } : { isBlack: isCollar };
  return syntheticScene(size.widthPx, size.heightPx, rules);
}

async function readInBands(reader: SceneReader, heightPx: number, from = 0): Promise<void> {
  for (let row = from; row < size.heightPx; row += heightPx)
    await reader.readRgb({
      col: 0,
      row,
      widthPx: size.widthPx,
      heightPx: Math.min(heightPx, size.heightPx - row),
    });
}

describe('cells of a similarity map', () => {
  test.each(['isBlack', 'nodata'] as const)(
    'are NaN exactly where no pixel shows anything (%s), whatever the height of the bands that are read',
    async (kind) => {
      for (const heightPx of [7, 40, 64, 290]) {
        const cells = new ShownCells(grid);
        await readInBands(cells.watching(collared(kind)), heightPx);
        expect(cells.isComplete).toBe(true);
        expect([...cells.masked(map).values]).toEqual(expected());
      }
    },
  );

  test('that no pass has covered are read at the end, and no others', async () => {
    const cells = new ShownCells(grid);
    await readInBands(cells.watching(collared('isBlack')), 64, 192);
    expect(cells.isComplete).toBe(false);
    const rest = collared('isBlack');
    await cells.complete(rest, everything);
    expect(rest.read.length).toBeGreaterThan(0);
    expect([...cells.masked(map).values]).toEqual(expected());
    const none = collared('isBlack');
    await cells.complete(none, everything);
    expect(none.read).toEqual([]);
  });

  test('that were read only in part, even twice, stay unknown', async () => {
    const cells = new ShownCells(grid);
    const reader = cells.watching(collared('isBlack'));
    await reader.readRgb({ col: 0, row: 0, widthPx: 20, heightPx: 40 });
    await reader.readRgb({ col: 0, row: 20, widthPx: 40, heightPx: 20 });
    await reader.readRgb({ col: 0, row: 0, widthPx: 20, heightPx: 40 });
    expect(cells.masked(map).values[0]).toBe(0.5);
  });

  test('survive a round trip through bytes, and damaged bytes count as unknown', async () => {
    const cells = new ShownCells(grid);
    await cells.complete(collared('isBlack'), everything);
    const bytes = cells.toBytes();
    expect([...new ShownCells(grid, bytes).masked(map).values]).toEqual(expected());
    const flipped = Uint8Array.from(bytes);
    flipped[20] ^= 1;
    for (const bad of [flipped, bytes.subarray(0, 30), new Uint8Array(0)])
      expect([...new ShownCells(grid, bad).masked(map).values]).toEqual([...map.values]);
  });

  test('that show nothing are set to 0 in a map of one byte per pixel', async () => {
    const cells = new ShownCells(grid);
    await cells.complete(collared('isBlack'), everything);
    const pixels = new Uint8Array(size.widthPx * size.heightPx).fill(9);
    cells.clear(pixels);
    const blank = expected().map(Number.isNaN);
    pixels.forEach((value, at) => {
      const [x, y] = [at % size.widthPx, Math.floor(at / size.widthPx)];
      if ((value === 0) !== blank[Math.floor(y / CELL) * columns + Math.floor(x / CELL)])
        expect.fail(`pixel ${x}, ${y} is ${value}`);
    });
  });
});
