/** How far longitudes and latitudes may be off, because a grid file of the datum shift is not there. */
import type { SceneCrs } from '../documents/scene.ts';
import { GRID_SHIFTS } from './grid-shifts.generated.ts';

/** A note for the analyst; null if the CRS needs no grid file. One that is bound to WGS 84 by parameters of its own needs none. */
export function datumShiftNote({ wkt, name }: SceneCrs): string | null {
  if (wkt.startsWith('BOUNDCRS')) return null;
  const datum = /\b(?:BASEGEOGCRS|GEOGCRS|GEOGCS)\["([^"]*)"/.exec(wkt)?.[1];
  if (datum === undefined || !Object.hasOwn(GRID_SHIFTS, datum)) return null;
  const metres = GRID_SHIFTS[datum];
  const off = metres === null ? 'by an unknown distance' : `by about ${metres} m`;
  return `The shift from ${datum} to WGS 84 needs a grid file that is not included: longitudes and latitudes may be off ${off}. Coordinates in ${name} are exact; for exact positions on other maps convert the scene first, for example with gdalwarp where PROJ has its grid files.`;
}
