import { expect, test } from 'vitest';
import { cellsOfMap } from '../../../core/selo/map-cells.ts';

const map = { widthPx: 7, heightPx: 5, values: Uint8Array.from({ length: 35 }, (_, i) => 5 * i) };

test('a map that fits has one cell for each pixel', () => {
  expect(cellsOfMap(map)).toEqual({ cellPx: 1, columns: 7, rows: 5, values: Float32Array.from(map.values) });
});

test('a larger map has the level of the pixel at the middle of each cell, also of the cut ones at the edge', () => {
  const { cellPx, columns, rows, values } = cellsOfMap(map, 12);
  expect({ cellPx, columns, rows }).toEqual({ cellPx: 2, columns: 4, rows: 3 });
  const level = (col: number, row: number) => map.values[row * 7 + col];
  expect([...values]).toEqual([1, 3, 4].flatMap((row) => [1, 3, 5, 6].map((col) => level(col, row))));
});
