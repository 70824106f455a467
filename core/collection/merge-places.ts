/** Merging of hits that show the same place in different scenes. */
import type { LonLatPolygon, RasterWindow } from '../documents/scene.ts';
import { isNearDuplicate } from '../search/near-duplicate.ts';
import { boxOf } from './filter-scenes.ts';

/** Something found at a place; `merged` counts what it stands for. */
type Placed = { readonly lonLat: LonLatPolygon | null; readonly merged: number };

/**
 * At most `limit` of `found` (best first); the others join the first one whose window is a near-duplicate in longitude and latitude.
 * Windows without a place are never merged.
 */
export function mergePlaces<T extends Placed>(found: readonly T[], limit: number): readonly T[] {
  const kept: T[] = [];
  const boxes: (RasterWindow | null)[] = [];
  for (const hit of found) {
    const win = hit.lonLat === null ? null : degreesAround(hit.lonLat);
    const at = win === null ? -1 : boxes.findIndex((box) => box !== null && isNearDuplicate(box, win));
    if (at >= 0) kept[at] = { ...kept[at], merged: kept[at].merged + hit.merged + 1 };
    else if (kept.length < limit) {
      kept.push(hit);
      boxes.push(win);
    }
  }
  return kept;
}

/** The box around the ring, in degrees. */
export function degreesAround(ring: LonLatPolygon): RasterWindow {
  const { west, south, east, north } = boxOf(ring);
  return { col: west, row: south, widthPx: east - west, heightPx: north - south };
}
