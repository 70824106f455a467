import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import {
  defaultSizes,
  PUBLISHED_GROUND_METRES,
  smallestThingMetres,
} from '../../../core/search/default-sizes.ts';
import { makeGrid, segmentCount, windowAt, windowCount } from '../../../core/search/grid.ts';

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
  const starter = { low: 45, high: 4800 };
  const sizes = (metres: number | null, edge: number, trained = starter) =>
    defaultSizes(metres, { widthPx: edge, heightPx: edge }, trained).map((s) => s.size);

  test('begin at the smallest ground scale of the training', () => {
    expect(sizes(0.3, 4000)).toEqual([160, 288, 480]);
    expect(sizes(0.3, 4000, PUBLISHED_GROUND_METRES)).toEqual([224, 384, 672]);
    expect(sizes(5, 4000)).toEqual([96, 160, 288]);
  });

  test('end at the largest ground scale of the training', () => {
    expect(sizes(10, 4000, { low: 60, high: 1500 })).toEqual([96, 128, 160]);
    expect(sizes(30, 4000, { low: 60, high: 1500 })).toEqual([96]);
  });

  test('grow together where the scene or the largest size leaves little room', () => {
    expect(sizes(0.075, 4000)).toEqual([608, 800, 1024]);
    expect(sizes(0.05, 4000)).toEqual([896]);
    expect(sizes(0.02, 20_000)).toEqual([1024]);
  });

  test('change little with a small change of the resolution', () => {
    for (let metres = 0.02; metres < 20; metres *= 1.003) {
      const [here, next] = [sizes(metres, 4000), sizes(metres * 1.003, 4000)];
      expect(Math.abs(here[0] - next[0])).toBeLessThanOrEqual(32);
      expect(Math.abs((here.at(-1) ?? 0) - (next.at(-1) ?? 0))).toBeLessThanOrEqual(224);
    }
  });

  test('stay within the scene and the window limit', () => {
    expect(sizes(0.3, 60)).toEqual([60]);
    expect(sizes(null, 600)).toEqual([256, 512, 600]);
    expect(sizes(10, 20_000)).toEqual([288]);
  });

  test('find things of half a window', () => {
    expect(smallestThingMetres([288, 160], 0.3)).toBeCloseTo(24, 6);
    expect(smallestThingMetres([288, 160], null)).toBeNull();
  });
});
