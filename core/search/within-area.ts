/** Restricting a question to an area: windows whose centre lies outside count as if they had no score. */
import type { RasterWindow, SceneSize } from '../documents/scene.ts';
import type { Outline } from '../documents/search.ts';
import { InvalidInput } from '../errors.ts';
import { type Grid, windowAt } from './grid.ts';
import type { Scores } from './open-index.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** `scores` with NaN for each window whose centre lies outside `area`, a polygon in pixels of the raster. Throws `InvalidInput` if no window is left. */
export function withinArea(grid: Grid, scores: Scores, area: Outline): Scores {
  if (area.length < 3) throw new InvalidInput('the area of the question has fewer than three corners');
  let left = 0;
  const inside = grid.segments.map((segment, s) =>
    scores[s].map((score, number) => {
      const { col, row, widthPx, heightPx } = windowAt(grid, segment, number);
      if (!contains(area, col + widthPx / 2, row + heightPx / 2)) return Number.NaN;
      left += Number.isNaN(score) ? 0 : 1;
      return score;
    }),
  );
  if (left === 0)
    throw new InvalidInput(
      'no indexed window has its centre in the area of the question: draw a larger area, or index smaller windows',
    );
  return inside;
}

/** `scores` with NaN for each window that shows nothing of `area`: those that remain are in it or reach over its edge. */
export function reachingScores(grid: Grid, scores: Scores, area: Outline): Scores {
  return grid.segments.map((segment, s) =>
    scores[s].map((score, number) =>
      Number.isNaN(score) || overlaps(area, windowAt(grid, segment, number)) ? score : Number.NaN,
    ),
  );
}

/** `scores` with NaN for each window whose centre lies in none of the areas, each a polygon in pixels of the raster. */
export function areaScores(grid: Grid, scores: Scores, areas: readonly Outline[]): Scores {
  return grid.segments.map((segment, s) =>
    scores[s].map((score, number) => {
      const { col, row, widthPx, heightPx } = windowAt(grid, segment, number);
      const isInside = areas.some((area) => contains(area, col + widthPx / 2, row + heightPx / 2));
      return isInside ? score : Number.NaN;
    }),
  );
}

/** `map` with NaN for each cell whose centre lies outside `area`; the centre of a cell is that of its part inside the raster. */
export function cellsWithin(
  map: SimilarityMap,
  { widthPx, heightPx }: SceneSize,
  area: Outline,
): SimilarityMap {
  const { cellPx, columns } = map;
  const middle = (cell: number, length: number): number =>
    (cell * cellPx + Math.min((cell + 1) * cellPx, length)) / 2;
  return {
    ...map,
    values: map.values.map((value, i) => {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      return contains(area, middle(column, widthPx), middle(row, heightPx)) ? value : Number.NaN;
    }),
  };
}

/** Even-odd rule: a ray from the point crosses the outline an odd number of times. */
export function contains(outline: Outline, col: number, row: number): boolean {
  let isInside = false;
  for (let i = 0, before = outline.length - 1; i < outline.length; before = i++) {
    const [x1, y1] = outline[i];
    const [x2, y2] = outline[before];
    if (y1 > row !== y2 > row && col < ((x2 - x1) * (row - y1)) / (y2 - y1) + x1) isInside = !isInside;
  }
  return isInside;
}

/** Whether the outline has a part of the window. */
function overlaps(outline: Outline, { col, row, widthPx, heightPx }: RasterWindow): boolean {
  if (contains(outline, col + widthPx / 2, row + heightPx / 2)) return true;
  const sides = [
    [col, col + widthPx],
    [row, row + heightPx],
  ] as const;
  return outline.some((corner, i) => meets(corner, outline[(i + 1) % outline.length], sides));
}

/** Whether a part of the line between two points lies between both pairs of sides (Liang and Barsky 1984). */
function meets(
  from: readonly [number, number],
  to: readonly [number, number],
  sides: readonly (readonly [number, number])[],
): boolean {
  let [enters, leaves] = [0, 1];
  for (const [axis, [low, high]] of sides.entries()) {
    const length = to[axis] - from[axis];
    if (length === 0) {
      if (from[axis] <= low || from[axis] >= high) return false;
      continue;
    }
    const [one, other] = [(low - from[axis]) / length, (high - from[axis]) / length];
    enters = Math.max(enters, Math.min(one, other));
    leaves = Math.min(leaves, Math.max(one, other));
  }
  return enters < leaves;
}
