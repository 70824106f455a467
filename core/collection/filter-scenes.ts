/** Scenes of a collection that a filter lets through. */
import type { CollectionFilter, CollectionScene } from '../documents/collection.ts';
import type { LonLatPolygon } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import { greatest, least } from '../extremes.ts';

export const NO_FILTER: CollectionFilter = { area: null, from: null, to: null, name: null };

type Box = { readonly west: number; readonly south: number; readonly east: number; readonly north: number };

/** Readable scenes by date, name and place; whether a window lies in the area is decided later. Throws `InvalidInput` for a wrong day. */
export function filterScenes(
  scenes: readonly CollectionScene[],
  { area, from, to, name }: CollectionFilter,
): readonly CollectionScene[] {
  for (const day of [from, to])
    if (day !== null && !/^\d{4}-\d{2}-\d{2}$/.test(day))
      throw new InvalidInput(`"${day}" is not a day: write it as 2024-05-31`);
  const boxes = area === null ? null : area.map(boxOf);
  const part = name === null ? null : name.toLowerCase();
  return scenes.filter((scene) => {
    if (scene.fault !== null) return false;
    const day = scene.date === null ? null : scene.date.date.slice(0, 10);
    if (from !== null && (day === null || day < from)) return false;
    if (to !== null && (day === null || day > to)) return false;
    if (part !== null && !scene.name.toLowerCase().includes(part)) return false;
    if (boxes === null) return true;
    const { footprint } = scene;
    return footprint !== null && boxes.some((box) => overlaps(box, boxOf(footprint)));
  });
}

export function boxOf(ring: LonLatPolygon): Box {
  const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)];
  return { west: least(lons), east: greatest(lons), south: least(lats), north: greatest(lats) };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}
