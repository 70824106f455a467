/** Places that gained or lost what was asked for, ranked. */
import type { ChangeKind } from '../documents/change.ts';
import type { RasterWindow, SceneSize } from '../documents/scene.ts';
import { greatest, least } from '../extremes.ts';
import type { CrsAuthority } from '../host.ts';
import { isNearDuplicate } from '../search/near-duplicate.ts';
import { windowOfAll } from './best-window.ts';
import type { ChangeMap } from './change-map.ts';
import { pixelsOfOther, type ScoredScene } from './scored-scene.ts';

export type ChangedPlace = {
  readonly kind: ChangeKind;
  /** After - before at the cell that stands for the place, in the measure of the map. */
  readonly difference: number;
  /** Cosines there. */
  readonly before: number;
  readonly after: number;
  /** Closed ring of interleaved col, row in the first scene: the window that shows what was gained, or what was lost. */
  readonly ring: readonly number[];
  /** The place in each scene: that window, and the upright box around it in the other. */
  readonly windowBefore: RasterWindow;
  readonly windowAfter: RasterWindow;
};

type Scenes = { readonly before: ScoredScene; readonly after: ScoredScene };

/**
 * At most `limit` places, the largest difference first; ties by cell. What was gained has the window of the second scene, what was lost
 * that of the first. A window that is a near-duplicate of a place that was found makes no other one.
 */
export async function changedPlaces(
  authority: CrsAuthority,
  scenes: Scenes,
  map: ChangeMap,
  kind: ChangeKind,
  limit: number,
): Promise<readonly ChangedPlace[]> {
  const windows = kind === 'gained' ? map.windowsAfter : map.windowsBefore;
  const seen = new Set<number>();
  const found: ChangedPlace[] = [];
  const boxes: RasterWindow[] = [];
  for (const cell of cellsByRank(map.values, kind === 'gained' ? 1 : -1)) {
    if (found.length === limit) break;
    if (seen.has(windows[cell])) continue;
    seen.add(windows[cell]);
    const place = await placeAt(authority, scenes, map, kind, cell);
    if (place === null) continue;
    const box = boxAround(place.ring);
    if (boxes.some((each) => isNearDuplicate(each, box))) continue;
    found.push(place);
    boxes.push(box);
  }
  return found;
}

/** Cells whose value times `sign` is above 0, the largest first. */
function cellsByRank(values: Float32Array, sign: number): Uint32Array {
  const cells = new Uint32Array(values.length);
  let count = 0;
  // False for NaN.
  for (let cell = 0; cell < values.length; cell++) if (values[cell] * sign > 0) cells[count++] = cell;
  return cells.subarray(0, count).sort((a, b) => (values[b] - values[a]) * sign || a - b);
}

/** Null where PROJ cannot follow the window into the other scene. */
async function placeAt(
  authority: CrsAuthority,
  { before, after }: Scenes,
  map: ChangeMap,
  kind: ChangeKind,
  cell: number,
): Promise<ChangedPlace | null> {
  const isGained = kind === 'gained';
  const [own, other] = isGained ? [after, before] : [before, after];
  const win = windowOfAll(own.grid, isGained ? map.windowsAfter[cell] : map.windowsBefore[cell]);
  const corners = await pixelsOfOther(authority, own, other, ringOf(win));
  if (!corners.every(Number.isFinite)) return null;
  const seen = insideOf(boxAround(corners), other.grid);
  return {
    kind,
    difference: map.values[cell],
    before: map.before[cell],
    after: map.after[cell],
    ring: Array.from(isGained ? corners : ringOf(win)),
    windowBefore: isGained ? seen : win,
    windowAfter: isGained ? win : seen,
  };
}

/** Counterclockwise on the ground for a north-up raster. */
function ringOf({ col, row, widthPx, heightPx }: RasterWindow): Float64Array {
  const [right, bottom] = [col + widthPx, row + heightPx];
  return Float64Array.of(col, row, col, bottom, right, bottom, right, row, col, row);
}

function boxAround(ring: ArrayLike<number>): RasterWindow {
  const axis = (offset: number) => Array.from(ring).filter((_, i) => i % 2 === offset);
  const [cols, rows] = [axis(0), axis(1)];
  const [col, row] = [least(cols), least(rows)];
  return { col, row, widthPx: greatest(cols) - col, heightPx: greatest(rows) - row };
}

/** The whole pixels that the box touches, as far as they are inside the raster. */
function insideOf(box: RasterWindow, { widthPx, heightPx }: SceneSize): RasterWindow {
  const col = Math.max(0, Math.min(widthPx - 1, Math.floor(box.col)));
  const row = Math.max(0, Math.min(heightPx - 1, Math.floor(box.row)));
  return {
    col,
    row,
    widthPx: Math.max(1, Math.min(widthPx, Math.ceil(box.col + box.widthPx)) - col),
    heightPx: Math.max(1, Math.min(heightPx, Math.ceil(box.row + box.heightPx)) - row),
  };
}
