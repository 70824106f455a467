/** Comparison of two scenes that were asked the same question. */
import { type ChangeMap, changeMap } from '../../../core/change/change-map.ts';
import { type ChangedPlace, type ChangeKind, changedPlaces } from '../../../core/change/changed-places.ts';
import { windowsNote } from '../../../core/change/compare-windows.ts';
import { type DifferenceSpread, differenceSpread } from '../../../core/change/difference-spread.ts';
import type { ScoredScene } from '../../../core/change/scored-scene.ts';
import type { ChangePair, ChangePlace, ChangeScene } from '../../../core/documents/change.ts';
import type { DifferenceMeasure } from '../../../core/documents/search.ts';
import { lonLatRings } from '../../../core/export/lon-lat.ts';
import type { Host } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';

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

type Asked = { readonly measure: DifferenceMeasure; readonly places: number };

/** At most `places` places gained, and as many lost, as pair 0. Null for scenes that share no place where both have windows with data. */
export async function compareScenes(
  host: Pick<Host, 'crs'>,
  before: AskedScene,
  after: AskedScene,
  { measure, places }: Asked,
  task: Pick<Task, 'signal'>,
): Promise<ComparedScenes | null> {
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
