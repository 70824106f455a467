/** GeoJSON geometry (RFC 7946): longitude and latitude, right-hand rings, split at the antimeridian. */

import { greatest, least } from '../extremes.ts';

export type Position = readonly [lon: number, lat: number];
/** Closed: the last position equals the first. */
export type Ring = readonly Position[];
/** Outer ring, then holes. */
export type PolygonRings = readonly Ring[];

export type AreaGeometry =
  | { readonly type: 'Polygon'; readonly coordinates: PolygonRings }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly PolygonRings[] };

/** Nine decimals of a degree are a tenth of a millimetre. */
const decimals = 1e9;

/**
 * Geometry of a polygon whose `rings` (outer first) may have longitudes in any range; consecutive points are joined the shorter way
 * round. A ring round a pole is cut at the antimeridian and led along the nearer pole. Degenerate rings are left out.
 */
export function areaGeometry(rings: PolygonRings): AreaGeometry {
  const unwrapped = rings.map((ring) => roundPole(unwrap(ring)));
  const [outer] = unwrapped;
  const lons = outer.map(([lon]) => lon);
  const firstWorld = Math.floor((least(lons) + 180) / 360);
  const lastWorld = Math.ceil((greatest(lons) + 180) / 360) - 1;
  const parts: PolygonRings[] = [];
  for (let world = firstWorld; world <= Math.max(firstWorld, lastWorld); world++) {
    const cut = unwrapped
      .map((ring) => clipToWorld(alignTo(ring, outer), world))
      .filter((ring) => ring.length >= 4);
    if (cut.length > 0) parts.push(cut.map((ring, i) => rounded(wound(ring, i === 0))));
  }
  return parts.length === 1
    ? { type: 'Polygon', coordinates: parts[0] }
    : { type: 'MultiPolygon', coordinates: parts };
}

/** Twice the planar area, in square degrees; positive if counterclockwise. */
export function signedArea2(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return sum;
}

/** Removes jumps of 360° in longitude. */
function unwrap(ring: Ring): Ring {
  let shift = 0;
  return ring.map(([lon, lat], i) => {
    if (i > 0) shift -= 360 * Math.round((lon - ring[i - 1][0]) / 360);
    return [lon + shift, lat];
  });
}

/** A ring that goes round the globe does not close in longitude: it starts at the antimeridian then, and closes along the nearer pole. */
function roundPole(ring: Ring): Ring {
  const turn = Math.sign(Math.round((ring[ring.length - 1][0] - ring[0][0]) / 360));
  if (turn === 0) return ring;
  const started = fromAntimeridian(ring, turn);
  const pole = started.reduce((sum, [, lat]) => sum + lat, 0) < 0 ? -90 : 90;
  const [first, last] = [started[0], started[started.length - 1]];
  return [...started, [last[0], pole], [first[0], pole], first];
}

/** The same ring, begun where it first crosses the antimeridian in the direction of its `turn`. */
function fromAntimeridian(ring: Ring, turn: number): Ring {
  const world = (lon: number): number => Math.floor((lon + 180) / 360);
  const i = ring.findIndex(([lon], at) => at > 0 && (world(lon) - world(ring[at - 1][0])) * turn > 0);
  if (i < 0) return ring;
  const [from, to] = [ring[i - 1], ring[i]];
  const meridian = 360 * Math.max(world(from[0]), world(to[0])) - 180;
  const share = (meridian - from[0]) / (to[0] - from[0]);
  const lat = from[1] + share * (to[1] - from[1]);
  const rest = ring.slice(i);
  const before = ring.slice(1, i).map(([lon, y]): Position => [lon + 360 * turn, y]);
  return [[meridian, lat], ...rest, ...before, [meridian + 360 * turn, lat]];
}

/** Moves a hole by whole turns to where its outer ring is. */
function alignTo(ring: Ring, outer: Ring): Ring {
  const turns = Math.round((ring[0][0] - outer[0][0]) / 360);
  return turns === 0 ? ring : ring.map(([lon, lat]) => [lon - 360 * turns, lat]);
}

/** The part of the ring in turn `world` of the globe, shifted to -180…180. */
function clipToWorld(ring: Ring, world: number): Ring {
  const west = world * 360 - 180;
  const kept = clipAt(
    clipAt(ring, west, (lon) => lon >= west),
    west + 360,
    (lon) => lon <= west + 360,
  );
  return kept.map(([lon, lat]) => [lon - world * 360, lat]);
}

/** Clips at one meridian (Sutherland and Hodgman 1974). */
function clipAt(ring: Ring, meridian: number, keeps: (lon: number) => boolean): Ring {
  if (ring.every(([lon]) => keeps(lon))) return ring;
  const out: Position[] = [];
  for (let i = 0; i + 1 < ring.length; i++) {
    const [from, to] = [ring[i], ring[i + 1]];
    if (keeps(from[0])) out.push(from);
    if (keeps(from[0]) !== keeps(to[0])) {
      const t = (meridian - from[0]) / (to[0] - from[0]);
      out.push([meridian, from[1] + t * (to[1] - from[1])]);
    }
  }
  return out.length < 3 ? [] : [...out, out[0]];
}

function wound(ring: Ring, counterclockwise: boolean): Ring {
  return signedArea2(ring) > 0 === counterclockwise ? ring : [...ring].reverse();
}

function rounded(ring: Ring): Ring {
  return ring.map(([lon, lat]) => [
    Math.round(lon * decimals) / decimals,
    Math.round(lat * decimals) / decimals,
  ]);
}
