/** Which open scenes can be compared, and which two the panel proposes. */
import type { SceneId } from '../../../core/documents/ids.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { fourCorners } from '../../../core/geo/footprint.ts';
import { byId } from '../../state/by-id.ts';
import { cornersIn } from '../collections/place-in-scene.ts';

export type ChosenScenes = { readonly before: SceneDetail; readonly after: SceneDetail };
type Wanted = { readonly before: SceneId | null; readonly after: SceneId | null };

/** Whether the box around one lies over the other in its pixels. */
export function sharePlace(one: SceneDetail, other: SceneDetail): boolean {
  const corners = one.id !== other.id && other.footprint && cornersIn(one, fourCorners(other.footprint));
  if (!corners || one.crs === null) return false;
  const [cols, rows] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
  return (
    Math.min(...cols) < one.widthPx &&
    Math.max(...cols) > 0 &&
    Math.min(...rows) < one.heightPx &&
    Math.max(...rows) > 0
  );
}

/** What is wanted, as far as it is there; else the active scene with the first that overlaps it, the earlier one before. Null if no two overlap. */
export function chosenScenes(
  scenes: readonly SceneDetail[],
  active: SceneId | null,
  wanted: Wanted,
): ChosenScenes | null {
  const [before, after] = [byId(scenes, wanted.before), byId(scenes, wanted.after)];
  if (before && after && sharePlace(before, after)) return { before, after };
  const first = before ?? after ?? byId(scenes, active);
  const order = first ? [first, ...scenes.filter((each) => each !== first)] : scenes;
  for (const one of order) {
    const other = scenes.find((each) => sharePlace(one, each));
    if (other === undefined) continue;
    if (one === before) return { before: one, after: other };
    if (one === after) return { before: other, after: one };
    return inOrder(one, other);
  }
  return null;
}

/** By date; without dates by name. */
function inOrder(a: SceneDetail, b: SceneDetail): ChosenScenes {
  const isFirst = a.date !== null && b.date !== null && a.date !== b.date ? a.date < b.date : a.name < b.name;
  return isFirst ? { before: a, after: b } : { before: b, after: a };
}
