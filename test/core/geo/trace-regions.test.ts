/** Outlines of regions of cells, compared with brute force and with cases drawn by hand. */
import { expect, test } from 'vitest';
import { traceRegions } from '../../../core/geo/trace-regions.ts';

function trace(picture: readonly string[]) {
  const columns = picture[0].length;
  const text = picture.join('');
  return traceRegions(columns, picture.length, (cell) => text[cell] === '#');
}

/** Area of a closed, interleaved ring by the shoelace formula: positive when clockwise on a screen. */
function area(ring: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) sum += ring[i] * ring[i + 3] - ring[i + 2] * ring[i + 1];
  return sum / 2;
}

/** Whether no corner repeats except the closing one. */
function isSimple(ring: readonly number[]): boolean {
  const corners = Array.from({ length: ring.length / 2 - 1 }, (_, i) => `${ring[2 * i]} ${ring[2 * i + 1]}`);
  return new Set(corners).size === corners.length;
}

test('one cell is a square of four corners', () => {
  expect(trace(['...', '.#.', '...'])[0].rings).toEqual([[1, 1, 2, 1, 2, 2, 1, 2, 1, 1]]);
});

test('cells that meet at a corner are two regions', () => {
  expect(trace(['#.', '.#']).length).toBe(2);
  expect(trace(['.#', '#.']).length).toBe(2);
});

test('a ring has a hole, and an island in the hole is a separate region', () => {
  const regions = trace(['#####', '#...#', '#.#.#', '#...#', '#####']);
  expect(regions.map(({ rings }) => rings.length)).toEqual([2, 1]);
  expect(regions[0].rings.map(area)).toEqual([25, -9]);
});

test('two holes that touch at a corner stay two holes', () => {
  const [region] = trace(['####', '#.##', '##.#', '####']);
  expect(region.rings.map(area)).toEqual([16, -1, -1]);
});

test('a region that closes on itself at a corner has a hole that touches its outline', () => {
  const [region] = trace(['###', '#.#', '##.']);
  expect(region.rings.map(area)).toEqual([8, -1]);
});

test('in random grids the rings enclose exactly the cells of the region', () => {
  let state = 12_345;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 50; round++) {
    const [columns, rows] = [1 + Math.floor(random() * 12), 1 + Math.floor(random() * 12)];
    const flags = Array.from({ length: columns * rows }, () => random() < 0.55);
    const regions = traceRegions(columns, rows, (cell) => flags[cell]);
    expect(regions.flatMap(({ cells }) => cells).sort((a, b) => a - b)).toEqual(
      flags.flatMap((flag, cell) => (flag ? [cell] : [])),
    );
    for (const { cells, rings } of regions) {
      expect(rings.reduce((sum, ring) => sum + area(ring), 0)).toBe(cells.length);
      expect(area(rings[0])).toBeGreaterThan(0);
      expect(rings.every(isSimple)).toBe(true);
      expect(rings.slice(1).every((ring) => area(ring) < 0)).toBe(true);
    }
  }
});
