import { expect, test } from 'vitest';
import type { MapGrid } from '../../../core/documents/search.ts';
import { elementsPerCell, GUTTER } from '../../../renderer/map/cell-grid.ts';
import { cellElements, cellTile } from '../../../renderer/map/cell-tile.ts';

const AFFINE = { xOrigin: 0, xPerCol: 1, xPerRow: 0, yOrigin: 0, yPerCol: 0, yPerRow: 1 };
const GRID: MapGrid = { url: '', widthCells: 4, heightCells: 4, cellPx: 128, affine: AFFINE };
/** A plane: linear interpolation gives it back exactly. */
const PLANE = Float32Array.from({ length: 16 }, (_, i) => 0.1 + 0.02 * (i % 4) + 0.05 * Math.floor(i / 4));

/** A map of four cells along an edge is one tile. */
function at(tile: Float32Array, column: number, row: number): readonly number[] {
  const edge = Math.sqrt(tile.length / 2);
  const start = 2 * ((row + GUTTER) * edge + column + GUTTER);
  return [tile[start]!, tile[start + 1]!];
}

test('elements are as fine as the coarsest tile of the scene, and never coarser than cells', () => {
  expect(elementsPerCell(GRID, { tileLevels: 4 })).toBe(16);
  expect(elementsPerCell(GRID, { tileLevels: 7 })).toBe(2);
  expect(elementsPerCell(GRID, { tileLevels: 9 })).toBe(1);
});

test('scores run linearly between the centres of cells, and go on beyond the last ones', () => {
  const perCell = 8;
  const tile = cellTile(cellElements(GRID, PLANE, perCell, null), 0, 0);
  for (const [column, row] of [
    [4, 4],
    [9, 20],
    [25, 13],
  ] as const) {
    const [x, y] = [(column + 0.5) / perCell - 0.5, (row + 0.5) / perCell - 0.5];
    const [score, covered] = at(tile, column, row);
    expect(covered).toBe(1);
    expect(score).toBeCloseTo(0.1 + 0.02 * x + 0.05 * y, 6);
  }
  expect(at(tile, 0, 0)[0]).toBeCloseTo(0.1, 6);
  expect(at(tile, 31, 31)[0]).toBeCloseTo(0.1 + 0.06 + 0.15, 6);
});

test('nothing is painted over the transparent part of a cell', () => {
  // Columns from 200 px on are transparent: inside the second cell.
  const columns = 64;
  const alpha = Uint8Array.from({ length: columns * columns }, (_, i) =>
    (i % columns) * 8 >= 200 ? 0 : 255,
  );
  const part = { columns, rows: columns, scale: 8, alpha };
  const tile = cellTile(cellElements(GRID, PLANE, 16, part), 0, 0);
  const covered = Array.from({ length: 64 }, (_, column) => at(tile, column, 30)[1]);
  expect(covered.indexOf(0)).toBe(200 / 8);
  expect(covered.lastIndexOf(1)).toBe(200 / 8 - 1);
});

test('without cells around it an element is not covered, and is half covered between a cell and none', () => {
  const holed = PLANE.map((value, i) => (i % 4 >= 2 ? Number.NaN : value));
  const tile = cellTile(cellElements(GRID, holed, 2, null), 0, 0);
  const covered = [2, 3, 4, 5].map((column) => at(tile, column, 2)[1]);
  expect(covered).toEqual([1, 0.75, 0.25, 0]);
});
