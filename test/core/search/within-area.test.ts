import { expect, test } from 'vitest';
import type { Outline } from '../../../core/documents/search.ts';
import { makeGrid, windowAt } from '../../../core/search/grid.ts';
import { similarityMap } from '../../../core/search/similarity-map.ts';
import { cellsWithin, contains, reachingScores, withinArea } from '../../../core/search/within-area.ts';

const grid = makeGrid(
  { widthPx: 400, heightPx: 300 },
  [
    { size: 100, unit: 'px', stride: 50 },
    { size: 200, unit: 'px', stride: 100 },
  ],
  null,
);
const scores = grid.segments.map(({ columns, rows }) =>
  Float32Array.from({ length: columns * rows }, (_, i) => i),
);
/** An L: the left half, and the lower right quarter. */
const area: Outline = [
  ...([
    [0, 0],
    [200, 0],
    [200, 150],
  ] as const),
  ...([
    [400, 150],
    [400, 300],
    [0, 300],
  ] as const),
];
const isInL = (x: number, y: number): boolean => x < 200 || y > 150;

test('windows with their centre outside the area have no score, the others keep theirs', () => {
  const inside = withinArea(grid, scores, area);
  grid.segments.forEach((segment, s) => {
    inside[s]!.forEach((score, number) => {
      const { col, row, widthPx, heightPx } = windowAt(grid, segment, number);
      const [x, y] = [col + widthPx / 2, row + heightPx / 2];
      // Centres on the outline can fall on either side.
      if (x === 200 || y === 150) return;
      expect(score, `${x}, ${y}`).toEqual(isInL(x, y) ? scores[s]![number] : Number.NaN);
    });
  });
});

test('windows reach into the area if they show a part of it, whatever the outline', () => {
  const outlines: readonly Outline[] = [
    area,
    // Flat, across all of the scene; inside one window; around all of them.
    [
      [0, 140],
      [400, 150],
      [400, 160],
    ],
    [
      [110, 110],
      [120, 110],
      [120, 120],
    ],
    [
      [-1, -1],
      [401, -1],
      [401, 301],
      [-1, 301],
    ],
  ];
  for (const outline of outlines) {
    const reaching = reachingScores(grid, scores, outline);
    grid.segments.forEach((segment, s) => {
      reaching[s]!.forEach((score, number) => {
        const window = windowAt(grid, segment, number);
        const { col, row, widthPx, heightPx } = window;
        const isShown = Array.from({ length: widthPx * heightPx }, (_, i) =>
          contains(outline, col + (i % widthPx) + 0.5, row + Math.floor(i / widthPx) + 0.5),
        ).some(Boolean);
        expect(Number.isNaN(score), `${col}, ${row}, ${widthPx}, ${outline}`).toBe(!isShown);
        if (isShown) expect(score).toBe(scores[s]![number]);
      });
    });
  }
});

test('the map has cells in the area alone, as many as the windows in it cover', () => {
  const map = cellsWithin(similarityMap(grid, withinArea(grid, scores, area)), grid, area);
  for (const [i, value] of map.values.entries()) {
    const x = ((i % map.columns) + 0.5) * map.cellPx;
    const y = (Math.floor(i / map.columns) + 0.5) * map.cellPx;
    expect(Number.isNaN(value), `${x}, ${y}`).toBe(!isInL(x, y));
  }
});

test('an area without windows is refused with what to do', () => {
  const corner: Outline = [
    [0, 0],
    [10, 0],
    [10, 10],
  ];
  expect(() => withinArea(grid, scores, corner)).toThrow(/draw a larger area/);
});
