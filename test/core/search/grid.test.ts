import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { defaultSizes } from '../../../core/search/default-sizes.ts';
import { estimateIndex } from '../../../core/search/estimate-index.ts';
import { makeGrid, segmentCount, windowAt, windowCount } from '../../../core/search/grid.ts';
import { HEADER_BYTES, recordSize } from '../../../core/search/index-file.ts';
import { planRecords } from '../../../core/search/record-plan.ts';

const windows = (width: number, height: number, size: number, stride?: number) => {
  const grid = makeGrid(
    { widthPx: width, heightPx: height },
    [{ size, unit: 'px', ...(stride === undefined ? {} : { stride }) }],
    null,
  );
  const [segment] = grid.segments;
  return Array.from({ length: segmentCount(segment) }, (_, i) => windowAt(grid, segment, i));
};

describe('a grid', () => {
  test('starts at the origin, steps by half the size and shifts the last window inward', () => {
    expect(windows(250, 100, 100).map((w) => w.col)).toEqual([0, 50, 100, 150]);
    expect(windows(270, 100, 100).map((w) => w.col)).toEqual([0, 50, 100, 150, 170]);
  });

  test('covers every pixel with windows inside the raster', () => {
    for (const [width, height, size, stride] of [
      [97, 61, 16, 16],
      [97, 61, 16, 5],
      [64, 64, 64, 7],
      [65, 64, 64, 64],
    ]) {
      const covered = new Uint8Array(width * height);
      for (const win of windows(width, height, size, stride)) {
        expect(win.col >= 0 && win.row >= 0).toBe(true);
        expect(win.col + win.widthPx <= width && win.row + win.heightPx <= height).toBe(true);
        for (let row = win.row; row < win.row + win.heightPx; row++)
          covered.fill(1, row * width + win.col, row * width + win.col + win.widthPx);
      }
      expect(covered.every((pixel) => pixel === 1)).toBe(true);
    }
  });

  test('has as many distinct windows as it counts', () => {
    const all = windows(97, 61, 16, 5);
    expect(new Set(all.map((w) => `${w.col},${w.row}`)).size).toBe(all.length);
  });

  test('replaces all sizes larger than the raster by one size, its shorter edge', () => {
    const grid = makeGrid(
      { widthPx: 300, heightPx: 50 },
      [
        { size: 256, unit: 'px' },
        { size: 512, unit: 'px' },
      ],
      null,
    );
    expect(grid.segments.map((s) => s.sizePx)).toEqual([50]);
    expect(windowCount(grid)).toBe(11);
  });

  test('takes sizes in ground metres', () => {
    const size = { size: 77, unit: 'm', stride: 15 } as const;
    const grid = makeGrid({ widthPx: 1000, heightPx: 1000 }, [size], 0.3);
    expect(grid.segments[0]).toMatchObject({ sizePx: 257, stridePx: 50 });
    expect(() => makeGrid({ widthPx: 1000, heightPx: 1000 }, [size], null)).toThrow(InvalidInput);
  });

  test('refuses a size that is not a positive whole number of pixels, and an empty list of sizes', () => {
    expect(() => windows(100, 100, 0)).toThrow(InvalidInput);
    expect(() => windows(100, 100, 16.5)).toThrow(InvalidInput);
    expect(() => makeGrid({ widthPx: 10, heightPx: 10 }, [], null)).toThrow(InvalidInput);
  });
});

describe('default sizes', () => {
  const sizes = (metres: number | null, edge: number) =>
    defaultSizes(metres, { widthPx: edge, heightPx: edge }).map((s) => s.size);

  test('match the ground scales of UC Merced and AID, in pixels', () => {
    expect(sizes(0.3, 4000)).toEqual([160, 256, 512]);
    expect(sizes(5, 4000)).toEqual([128, 256, 480]);
    expect(sizes(10, 4000)).toEqual([128, 256, 480]);
  });

  test('are not finer than the training scales, and a third size is added to two, larger or between them', () => {
    expect(sizes(0.1, 2048)).toEqual([512, 768, 1024]);
    expect(sizes(0.075, 4000)).toEqual([672, 832, 1024]);
    expect(sizes(0.02, 20000)).toEqual([1024]);
  });

  test('stay within the scene and the window limit', () => {
    expect(sizes(0.3, 60)).toEqual([60]);
    expect(sizes(null, 600)).toEqual([256, 512, 600]);
    expect(sizes(10, 20_000)).toEqual([256, 480]);
  });
});

test('an estimate counts the bytes of all planned records, also of several column ranges', () => {
  for (const [widthPx, heightPx, size, stride] of [
    [700, 1300, 64, 32],
    [60_000, 300, 128, 7],
    [24_577, 90, 90, 45],
    [100_000, 77, 64, 1],
  ]) {
    const grid = makeGrid({ widthPx, heightPx }, [{ size, unit: 'px', stride }], null);
    const records = planRecords(grid).flatMap((range) => range.records);
    expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(windowCount(grid));
    const bytes = records.reduce((sum, { count }) => sum + recordSize(count, 512), HEADER_BYTES);
    expect(estimateIndex(grid, 512, 100)).toEqual({
      windows: windowCount(grid),
      seconds: windowCount(grid) / 100,
      bytes,
    });
  }
});

test('a grid of billions of windows is estimated, but refused for an index', () => {
  const grid = makeGrid({ widthPx: 10_000_000, heightPx: 10_000_000 }, [{ size: 256, unit: 'px' }], null);
  expect(estimateIndex(grid, 512, 100).windows).toBe(windowCount(grid));
  expect(() => planRecords(grid)).toThrow(/an index of \d+ windows is too large.*choose larger windows/);
});
