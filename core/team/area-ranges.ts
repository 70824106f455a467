/** Windows of an index that may have their centre in an area, as ranges that a database can look up. */
import type { Outline } from '../documents/search.ts';
import { greatest, least } from '../extremes.ts';
import { axisStart, type Grid, type Segment } from '../search/grid.ts';

/** Windows of a segment in rows and columns of windows, both ends included. */
export type AreaRange = {
  readonly segment: number;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
};

/** One range for each segment and area that has windows: all whose centre lies in the box around the area. */
export function areaRanges(grid: Grid, areas: readonly Outline[]): readonly AreaRange[] {
  return grid.segments.flatMap((segment, number) =>
    areas.flatMap((area) => {
      const columns = span(grid.widthPx, segment, segment.columns, area, 0);
      const rows = span(grid.heightPx, segment, segment.rows, area, 1);
      if (columns === null || rows === null) return [];
      const [[firstColumn, lastColumn], [firstRow, lastRow]] = [columns, rows];
      return [{ segment: number, firstRow, lastRow, firstColumn, lastColumn }];
    }),
  );
}

/** First and last window along an axis whose centre lies between the area's ends; null if there is none. */
function span(
  lengthPx: number,
  segment: Segment,
  count: number,
  area: Outline,
  axis: 0 | 1,
): readonly [number, number] | null {
  const along = area.map((corner) => corner[axis]);
  const [from, to] = [least(along), greatest(along)];
  const inside = Array.from({ length: count }, (_, i) => i).filter((i) => {
    const centre = axisStart(lengthPx, segment, i) + segment.sizePx / 2;
    return from <= centre && centre <= to;
  });
  return inside.length === 0 ? null : [inside[0], inside[inside.length - 1]];
}
