/** Outline of the union of several windows. */
import type { RasterWindow } from '../../core/documents/scene.ts';

/** [from, to], each [column, row]. */
export type LineSegment = readonly [readonly [number, number], readonly [number, number]];

/** Horizontal and vertical segments in scene pixels, including the borders of holes; empty without windows. */
export function unionOutline(windows: readonly RasterWindow[]): readonly LineSegment[] {
  const cols = cuts(windows.flatMap(({ col, widthPx }) => [col, col + widthPx]));
  const rows = cuts(windows.flatMap(({ row, heightPx }) => [row, row + heightPx]));
  const cells = new Set(
    windows.flatMap((win) =>
      between(cols, win.col, win.col + win.widthPx).flatMap((i) =>
        between(rows, win.row, win.row + win.heightPx).map((j) => j * cols.length + i),
      ),
    ),
  );
  const isCovered = (i: number, j: number): boolean => cells.has(j * cols.length + i);
  const across = rows.flatMap((row, j) =>
    runs(cols, (i) => isCovered(i, j) !== isCovered(i, j - 1)).map(
      ([from, to]): LineSegment => [
        [from, row],
        [to, row],
      ],
    ),
  );
  const down = cols.flatMap((col, i) =>
    runs(rows, (j) => isCovered(i, j) !== isCovered(i - 1, j)).map(
      ([from, to]): LineSegment => [
        [col, from],
        [col, to],
      ],
    ),
  );
  return [...across, ...down];
}

function cuts(values: readonly number[]): readonly number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/** Indices of the intervals from one cut to another. */
function between(sorted: readonly number[], from: number, to: number): readonly number[] {
  return sorted.flatMap((value, i) => (value >= from && value < to ? [i] : []));
}

/** [from, to] of each maximal run of intervals that are inside. */
function runs(
  sorted: readonly number[],
  isIn: (place: number) => boolean,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    if (!isIn(i)) continue;
    const last = found.at(-1);
    if (last && last[1] === sorted[i]) last[1] = sorted[i + 1];
    else found.push([sorted[i], sorted[i + 1]]);
  }
  return found;
}
