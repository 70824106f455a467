/** Conversion of pixel outlines to rings in a CRS. */
import type { Affine } from '../documents/scene.ts';
import { applyAffine } from '../geo/affine.ts';
import { wgs84 } from '../geo/footprint.ts';
import type { Position, Ring } from '../geo/geojson.ts';
import type { CrsAuthority } from '../host.ts';

/** Georeferencing of a scene. */
export type LonLatPlace = {
  readonly affine: Affine;
  readonly wkt: string;
};

/** Longest distance between projected points of an edge, in pixels: projected edges are curved. */
const piecePx = 256;

/** As `ringsIn`, in degrees of longitude and latitude. */
export function lonLatRings(
  crs: CrsAuthority,
  place: LonLatPlace,
  rings: readonly (readonly number[])[],
): Promise<readonly (Ring | null)[]> {
  return ringsIn(crs, place, rings, wgs84);
}

/**
 * Closed rings in the CRS `wkt` for closed `rings` of interleaved col, row, in one call to the CRS authority. Null for a ring that
 * PROJ cannot convert. A single point gives a single point.
 */
export async function ringsIn(
  crs: CrsAuthority,
  place: LonLatPlace,
  rings: readonly (readonly number[])[],
  wkt: string,
): Promise<readonly (Ring | null)[]> {
  const dense = rings.map(densified);
  const points = new Float64Array(dense.reduce((sum, ring) => sum + ring.length, 0));
  let at = 0;
  for (const ring of dense)
    for (let i = 0; i < ring.length; i += 2, at += 2)
      points.set(applyAffine(place.affine, ring[i], ring[i + 1]), at);
  const moved = await crs.transform(place.wkt, wkt, points);
  let from = 0;
  return dense.map((ring) => {
    const part = moved.subarray(from, from + ring.length);
    from += ring.length;
    if (!part.every(Number.isFinite)) return null;
    return Array.from({ length: part.length / 2 }, (_, i): Position => [part[2 * i], part[2 * i + 1]]);
  });
}

/** Closed ring of the corners of a window, interleaved col, row. */
export function windowRing(win: {
  readonly col: number;
  readonly row: number;
  readonly widthPx: number;
  readonly heightPx: number;
}): readonly number[] {
  const [right, bottom] = [win.col + win.widthPx, win.row + win.heightPx];
  return [win.col, win.row, win.col, bottom, right, bottom, right, win.row, win.col, win.row];
}

function densified(ring: readonly number[]): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [col, row, nextCol, nextRow] = ring.slice(i, i + 4);
    const pieces = Math.max(1, Math.ceil(Math.hypot(nextCol - col, nextRow - row) / piecePx));
    for (let piece = 0; piece < pieces; piece++)
      out.push(col + ((nextCol - col) * piece) / pieces, row + ((nextRow - row) * piece) / pieces);
  }
  return [...out, ring[0], ring[1]];
}
