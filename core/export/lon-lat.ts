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
/** A ring whose longitude changes faster from one point to the next is near a pole. */
const fastDegrees = 5;
/** Pieces of each edge of a ring that is near a pole. */
const bentPieces = 128;

/** As `ringsIn`, in degrees of longitude and latitude. */
export async function lonLatRings(
  crs: CrsAuthority,
  place: LonLatPlace,
  rings: readonly (readonly number[])[],
): Promise<readonly (Ring | null)[]> {
  const coarse = await ringsIn(crs, place, rings, wgs84);
  // Edges near a pole bend within a few pixels.
  const bent = [...rings.keys()].filter((i) => turnsFast(coarse[i]));
  if (bent.length === 0) return coarse;
  const finer = await ringsIn(
    crs,
    place,
    bent.map((i) => rings[i]),
    wgs84,
    bentPieces,
  );
  const out = [...coarse];
  for (const [k, i] of bent.entries()) out[i] = finer[k];
  return out;
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
  leastPieces = 1,
): Promise<readonly (Ring | null)[]> {
  const dense = rings.map((ring) => densified(ring, leastPieces));
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

/** Whether the longitude changes by more than `fastDegrees` from one point to the next. */
function turnsFast(ring: Ring | null): boolean {
  if (ring === null) return false;
  return ring.some(([lon], i) => {
    const change = i === 0 ? 0 : lon - ring[i - 1][0];
    return Math.abs(change - 360 * Math.round(change / 360)) > fastDegrees;
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

function densified(ring: readonly number[], leastPieces: number): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [col, row, nextCol, nextRow] = ring.slice(i, i + 4);
    const pieces = Math.max(leastPieces, Math.ceil(Math.hypot(nextCol - col, nextRow - row) / piecePx));
    for (let piece = 0; piece < pieces; piece++)
      out.push(col + ((nextCol - col) * piece) / pieces, row + ((nextRow - row) * piece) / pieces);
  }
  return [...out, ring[0], ring[1]];
}
