import { describe, expect, test } from 'vitest';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Hit } from '../../../core/documents/search.ts';
import { makeGrid, segmentCount, windowAt } from '../../../core/search/grid.ts';
import { hitOutlines } from '../../../core/search/hit-outline.ts';
import type { PatchedWindow } from '../../../core/search/patch-field.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { sharpenedMap } from '../../../core/search/sharpened-map.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { type SimilarityMap, similarityMap } from '../../../core/search/similarity-map.ts';
import { windowKey, windowsToSharpen } from '../../../core/search/windows-to-sharpen.ts';
import { seededRandom } from './seeded-random.ts';

const PER_EDGE = 4;
const random = seededRandom(3);
const vector = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
/** A width that no window ends at. */
const grid = makeGrid(
  { widthPx: 531, heightPx: 333 },
  [
    { size: 64, unit: 'px' },
    { size: 150, unit: 'px' },
  ],
  null,
);
const scores = grid.segments.map((segment) => vector(segmentCount(segment)));
const plain = similarityMap(grid, scores);
const hits = rankHits(grid, scores, 40).map(
  ({ window, score }, i): Hit => ({ rank: i + 1, window, score, percentile: 0, merged: [] }),
);
const patched = (score = 1): PatchedWindow[] =>
  windowsToSharpen(grid, scores, hits).map((each) => ({
    ...each,
    patchesPerEdge: PER_EDGE,
    patches: vector(PER_EDGE ** 2).map((x) => x * score),
  }));

/** Value of a map at a pixel. */
const valueAt = ({ cellPx, columns, values }: SimilarityMap, x: number, y: number) =>
  values[Math.floor(y / cellPx) * columns + Math.floor(x / cellPx)];

/** Centre of the part of a cell that lies in the raster. */
function centreOf({ cellPx, columns }: SimilarityMap, i: number): [number, number] {
  const middle = (cell: number, lengthPx: number) =>
    (cell * cellPx + Math.min((cell + 1) * cellPx, lengthPx)) / 2;
  return [middle(i % columns, grid.widthPx), middle(Math.floor(i / columns), grid.heightPx)];
}

function isInside(x: number, y: number, win: RasterWindow): boolean {
  return x >= win.col && x < win.col + win.widthPx && y >= win.row && y < win.row + win.heightPx;
}

describe('a sharpened map', () => {
  test('has cells of about a patch, a whole number of them in each cell of the plain map', () => {
    const map = sharpenedMap(grid, plain, patched());
    expect(plain.cellPx).toBe(32);
    expect(map.cellPx).toBe(16);
    expect([map.columns, map.rows]).toEqual([34, 21]);
  });

  test('has the highest value and the median of the plain map', () => {
    const { values } = sharpenedMap(grid, plain, patched());
    expect(values.reduce((a, b) => Math.max(a, b))).toBe(hits[0].score);
    const middle = (list: Float32Array) => list.toSorted()[list.length >> 1];
    const onFineCells = values.map((_, i) =>
      valueAt(plain, ...centreOf({ ...plain, cellPx: 16, columns: 34 }, i)),
    );
    expect(middle(values)).toBeCloseTo(middle(onFineCells), 6);
  });

  test('orders places as z(window) + z(patch) does: a good patch raises its place in a window, a bad one lowers it', () => {
    const window = windowAt(grid, grid.segments[1], 0);
    const patches = new Float32Array(PER_EDGE ** 2).fill(0.2);
    patches[5] = 0.6;
    patches[10] = -0.2;
    const flat = { ...plain, values: plain.values.map((_, i) => (i === 100 ? 1 : 0.1)) };
    const map = sharpenedMap(grid, flat, [{ window, patchesPerEdge: PER_EDGE, patches }]);
    const patchPx = window.widthPx / PER_EDGE;
    const [good, bad] = [1, 2].map((at) => valueAt(map, (at + 0.5) * patchPx, (at + 0.5) * patchPx));
    const [plainGood, plainBad] = [1, 2].map((at) =>
      valueAt(flat, (at + 0.5) * patchPx, (at + 0.5) * patchPx),
    );
    expect(good - plainGood).toBeGreaterThan(0);
    expect(bad - plainBad).toBeLessThan(0);
  });

  test('is on the scale of the plain map where no window was asked for, and joins it without a seam', () => {
    const window = windowAt(grid, grid.segments[1], 3);
    const flat = { ...plain, values: plain.values.map((_, i) => (i % 5) / 10) };
    const asked = { window, patchesPerEdge: PER_EDGE, patches: vector(PER_EDGE ** 2) };
    const { values, ...map } = sharpenedMap(grid, flat, [asked]);
    const before = values.map((_, i) => valueAt(flat, ...centreOf({ ...map, values }, i)));
    const outside = [...values.keys()].filter((i) => !isInside(...centreOf({ ...map, values }, i), window));
    for (const a of outside.slice(0, 50))
      for (const b of outside.slice(0, 50))
        if (before[a] < before[b]) expect(values[a]).toBeLessThan(values[b]);
    // At the edge of the window the patches count for next to nothing.
    const slope = (values[outside[1]] - values[outside[0]]) / (before[outside[1]] - before[outside[0]]) || 1;
    const edge = [...values.keys()].filter((i) => {
      const [x, y] = centreOf({ ...map, values }, i);
      return isInside(x, y, window) && x < window.col + map.cellPx && y < window.row + map.cellPx;
    });
    const level = values[outside[0]] - slope * before[outside[0]];
    for (const i of edge) expect(Math.abs(values[i] - level - slope * before[i])).toBeLessThan(0.05);
  });

  test('does not change with the scale of the patches, and is the plain map where they are all alike', () => {
    const windows = patched();
    const scaled = windows.map((each) => ({ ...each, patches: each.patches.map((x) => 4 * x) }));
    const [map, again] = [windows, scaled].map((each) => sharpenedMap(grid, plain, each).values);
    map.forEach((value, i) => {
      expect(again[i]).toBeCloseTo(value, 5);
    });
    const alike = windows.map((each) => ({ ...each, patches: new Float32Array(PER_EDGE ** 2).fill(0.3) }));
    const same = sharpenedMap(grid, plain, alike);
    same.values.forEach((value, i) => {
      expect(value).toBeCloseTo(valueAt(plain, ...centreOf(same, i)), 5);
    });
  });

  test('keeps cells without a value empty', () => {
    const holed = { ...plain, values: plain.values.map((value, i) => (i % 3 === 0 ? Number.NaN : value)) };
    const map = sharpenedMap(grid, holed, patched());
    map.values.forEach((value, i) => {
      const x = ((i % map.columns) + 0.5) * map.cellPx;
      const y = (Math.floor(i / map.columns) + 0.5) * map.cellPx;
      expect(Number.isNaN(value)).toBe(Number.isNaN(valueAt(holed, x, y)));
    });
  });

  test('is empty where the plain map is for want of anything to see', async () => {
    const cells = new ShownCells(grid);
    // A black half, in the file itself.
    const readRgb = async ({
      col,
      widthPx,
      heightPx,
    }: {
      col: number;
      widthPx: number;
      heightPx: number;
    }) => ({
      widthPx,
      heightPx,
      rgb: Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, i) =>
        col + (Math.floor(i / 3) % widthPx) < 256 ? 0 : 90,
      ),
      valid: null,
    });
    await cells.complete({ widthPx: 531, heightPx: 333, readRgb }, new AbortController().signal);
    const masked = cells.masked(plain);
    const map = cells.maskedByPlace(sharpenedMap(grid, masked, patched()));
    for (let y = 1; y < 333; y += 7)
      for (let x = 1; x < 531; x += 7)
        expect(Number.isNaN(valueAt(map, x, y))).toBe(Number.isNaN(valueAt(masked, x, y)));
    expect(map.values.some((value) => Number.isNaN(value))).toBe(true);
  });
});

describe('windows to sharpen', () => {
  test('are the first hits and the best windows, each once, within the budget', () => {
    const chosen = windowsToSharpen(grid, scores, hits);
    expect(chosen).toHaveLength(48);
    expect(new Set(chosen.map(({ window }) => windowKey(window))).size).toBe(48);
    expect(chosen.slice(0, 16)).toEqual(hits.slice(0, 16).map(({ window, score }) => ({ window, score })));
    const best = Math.max(...chosen.slice(16).map(({ score }) => score));
    const left = scores
      .flatMap((list, s) =>
        [...list].map((score, i) => ({ score, key: windowKey(windowAt(grid, grid.segments[s], i)) })),
      )
      .filter(({ key }) => !chosen.some(({ window }) => windowKey(window) === key));
    expect(Math.max(...left.map(({ score }) => score))).toBeLessThan(best);
  });
});

describe('the outline of a hit', () => {
  const window = { col: 64, row: 32, widthPx: 128, heightPx: 128 };
  const cells = { cellPx: 16, columns: 34, rows: 21 };
  const outlineOf = (patches: readonly number[], score = 0.5, others: readonly PatchedWindow[] = []) => {
    const windows = [{ window, patchesPerEdge: 4, patches: Float32Array.from(patches) }, ...others];
    return hitOutlines(grid, cells, { windows, isWhole: false }, [{ window, score }], 0.4)[0];
  };
  const withBlock = (value = 1) => {
    const patches = new Array(16).fill(0);
    for (const patch of [5, 6, 9, 10]) patches[patch] = value;
    return patches;
  };

  test('surrounds the patches that support it, in pixels of the raster', () => {
    const outline = outlineOf(withBlock())!;
    const [xs, ys] = [0, 1].map((axis) => outline.map((corner) => corner[axis]));
    // Patches 5, 6, 9 and 10 cover columns 96-160 and rows 64-128.
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([96, 160]);
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([64, 128]);
  });

  test('runs at 0.4 of the height between the mean of the window and its best patch', () => {
    const [perEdge, first, end] = [8, 2, 6];
    const heights = [0.39, 0.41, 1, 1];
    // Other patches bring the mean to 0; the best is 1. So values are heights, and one patch is one cell.
    const rest = (-4 * heights.reduce((sum, height) => sum + height)) / (perEdge ** 2 - heights.length * 4);
    const patches = Float32Array.from({ length: perEdge ** 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / perEdge), i % perEdge];
      return row >= first && row < end ? (heights[column - first] ?? rest) : rest;
    });
    const windows = [{ window, patchesPerEdge: perEdge, patches }];
    const [outline] = hitOutlines(grid, cells, { windows, isWhole: true }, [{ window, score: 1 }], 0);
    const columns = outline!.map(([x]) => (x - window.col) / cells.cellPx);
    expect([Math.min(...columns), Math.max(...columns)]).toEqual([first + 1, end]);
  });

  test('leaves out what is not connected with the best patches', () => {
    const patches = withBlock();
    patches[0] = patches[3] = 0.9;
    const outline = outlineOf(patches)!;
    expect(Math.min(...outline.map(([x]) => x))).toBeGreaterThanOrEqual(80);
  });

  test('takes the patches of other windows at the same place into account', () => {
    const alone = outlineOf(withBlock())!;
    const shifted = { col: 96, row: 32, widthPx: 128, heightPx: 128 };
    const patches = new Float32Array(16);
    for (const patch of [5, 6, 9, 10]) patches[patch] = 1;
    const both = outlineOf(withBlock(), 0.5, [{ window: shifted, patchesPerEdge: 4, patches }])!;
    expect(Math.max(...both.map(([x]) => x))).toBeGreaterThan(Math.max(...alone.map(([x]) => x)));
  });

  test('is missing where all patches are alike, for a scrap, and for a hit that is no answer', () => {
    expect(outlineOf(new Array(16).fill(0.25))).toBeNull();
    const large = { ...window, widthPx: 256, heightPx: 256 };
    const windows = [{ window: large, patchesPerEdge: 16, patches: new Float32Array(256).fill(1, 119, 120) }];
    const found = hitOutlines(grid, cells, { windows, isWhole: false }, [{ window: large, score: 1 }], 0);
    expect(found).toEqual([null]);
    expect(outlineOf(withBlock(), 0.39)).toBeNull();
  });

  test('is missing for a hit whose patches were not examined, unless those of the whole scene were', () => {
    const examined = { window, patchesPerEdge: 4, patches: Float32Array.from(withBlock()) };
    const other = { window: { ...window, col: 80 }, score: 0.5 };
    const outlines = [false, true].map(
      (isWhole) => hitOutlines(grid, cells, { windows: [examined], isWhole }, [other], 0)[0],
    );
    expect(outlines[0]).toBeNull();
    expect(outlines[1]).not.toBeNull();
  });
});
