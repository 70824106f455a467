/** Comparison of two scenes that were asked the same question. */
import { type ChangeMap, changeMap } from '../../../core/change/change-map.ts';
import { type ChangedPlace, changedPlaces } from '../../../core/change/changed-places.ts';
import { windowsNote } from '../../../core/change/compare-windows.ts';
import { type DifferenceSpread, differenceSpread } from '../../../core/change/difference-spread.ts';
import type { ScoredScene } from '../../../core/change/scored-scene.ts';
import type {
  ChangeArea,
  ChangeKind,
  ChangePair,
  ChangePlace,
  ChangeScene,
} from '../../../core/documents/change.ts';
import type { DifferenceMeasure } from '../../../core/documents/search.ts';
import { lonLatRings } from '../../../core/export/lon-lat.ts';
import type { CrsAuthority, Host } from '../../../core/host.ts';
import { contains } from '../../../core/search/within-area.ts';
import type { Task } from '../../../core/task.ts';
import { areasInPixels } from '../collections/areas-in-pixels.ts';

export type AskedScene = ScoredScene & {
  readonly about: ChangeScene;
  readonly metresPerPixel: number | null;
};

export type ComparedScenes = {
  readonly before: AskedScene;
  readonly after: AskedScene;
  readonly map: ChangeMap;
  readonly pair: ChangePair;
  readonly gained: readonly PlacedChange[];
  readonly lost: readonly PlacedChange[];
};

/** A place of the answer, and its ring in pixels of the scene before. */
export type PlacedChange = { readonly place: ChangePlace; readonly ring: readonly number[] };

type Asked = {
  readonly measure: DifferenceMeasure;
  readonly places: number;
  readonly area: ChangeArea;
};

/**
 * At most `places` places gained, and as many lost, as pair 0. Null for scenes that share no place (of the area) where both have windows
 * with data.
 */
export async function compareScenes(
  host: Pick<Host, 'crs'>,
  first: AskedScene,
  second: AskedScene,
  { measure, places, area }: Asked,
  task: Pick<Task, 'signal'>,
): Promise<ComparedScenes | null> {
  const before = await withinArea(host.crs, first, area);
  const after = await withinArea(host.crs, second, area);
  const map = await changeMap(host.crs, before, after, measure, task);
  if (map === null) return null;
  const spread = differenceSpread(map.values);
  const placesOf = async (kind: ChangeKind): Promise<readonly PlacedChange[]> => {
    const found = await changedPlaces(host.crs, { before, after }, map, kind, places);
    const rings = await lonLatRings(
      host.crs,
      before,
      found.map(({ ring }) => ring),
    );
    return found.map((place, i) => ({ place: answered(place, spread, rings[i], i), ring: place.ring }));
  };
  const windowsOf = ({ name, grid, metresPerPixel }: AskedScene) => ({
    ...{ name, metresPerPixel },
    sizesPx: grid.segments.map(({ sizePx }) => sizePx),
  });
  return {
    ...{ before, after, map },
    pair: {
      before: before.about,
      after: after.about,
      ...spread,
      note: windowsNote(windowsOf(before), windowsOf(after)),
    },
    gained: await placesOf('gained'),
    lost: await placesOf('lost'),
  };
}

function answered(
  { difference, before, after, windowBefore, windowAfter }: ChangedPlace,
  { median, spread }: DifferenceSpread,
  ring: ChangePlace['lonLat'],
  index: number,
): ChangePlace {
  return {
    ...{ rank: index + 1, difference, before, after, windowBefore, windowAfter },
    deviations: spread === 0 ? null : (difference - median) / spread,
    pair: 0,
    lonLat: ring,
  };
}

/** The scene as if it had no data outside the area. */
async function withinArea(authority: CrsAuthority, scene: AskedScene, area: ChangeArea): Promise<AskedScene> {
  if (area === null) return scene;
  const { affine, wkt, showsAt } = scene;
  const outlines = await areasInPixels(authority, { affine, crs: { name: scene.name, wkt } }, area);
  return {
    ...scene,
    showsAt: (col, row) => outlines.some((outline) => contains(outline, col, row)) && showsAt(col, row),
  };
}
