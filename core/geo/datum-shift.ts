/** How far longitudes and latitudes are off, because a grid file of the datum shift is not there. */
import type { SceneCrs } from '../documents/scene.ts';
import { GRID_ERRORS } from './grid-errors.generated.ts';
import { GRID_SHIFTS } from './grid-shifts.generated.ts';

/**
 * A note for the analyst; null if the CRS needs no grid file. One that is bound to WGS 84 by parameters of its own needs none. `place` is a point of the
 * scene, null if PROJ cannot express it: where the grid is known to us the note gives the error at that point, else the accuracy that EPSG states for
 * the shift that is used.
 */
export function datumShiftNote(
  { wkt, name }: SceneCrs,
  place: readonly [lon: number, lat: number] | null,
): string | null {
  if (wkt.startsWith('BOUNDCRS')) return null;
  const datum = /\b(?:BASEGEOGCRS|GEOGCRS|GEOGCS)\["([^"]*)"/.exec(wkt)?.[1];
  if (datum === undefined || !Object.hasOwn(GRID_SHIFTS, datum)) return null;
  const metres = place === null ? null : gridErrorM(datum, place);
  const off = metres === null ? statedError(datum) : `are off by about ${metres.toFixed(1)} m here`;
  return `The shift from ${datum} to WGS 84 needs a grid file that is not included: longitudes and latitudes ${off}. Coordinates in ${name} are exact; for exact positions on other maps convert the scene first, for example with gdalwarp where PROJ has its grid files.`;
}

function statedError(datum: string): string {
  const metres = GRID_SHIFTS[datum];
  return metres === null
    ? 'may be off by an unknown distance'
    : `may be off by some metres: for the shift that is used instead EPSG states an accuracy of ${metres} m`;
}

/** Distance between the shift with the grid file and the one without, bilinear on a lattice; null outside it, or for a datum without one. */
export function gridErrorM(datum: string, [lon, lat]: readonly [lon: number, lat: number]): number | null {
  if (!Object.hasOwn(GRID_ERRORS, datum)) return null;
  const { west, south, step, rows } = GRID_ERRORS[datum];
  const [x, y] = [(lon - west) / step, (lat - south) / step];
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (row < 0 || row + 1 >= rows.length || column < 0 || 2 * column + 4 > rows[0].length) return null;
  const at = (c: number, r: number) => Number.parseInt(rows[r].slice(2 * c, 2 * c + 2), 36) / 10;
  const [fx, fy] = [x - column, y - row];
  const between = (r: number) => (1 - fx) * at(column, r) + fx * at(column + 1, r);
  return (1 - fy) * between(row) + fy * between(row + 1);
}
