/** Polygons in PostGIS's extended well-known binary, longitude and latitude on WGS 84 (SRID 4326). */
import type { LonLatPolygon } from '../documents/scene.ts';

const LITTLE_ENDIAN = 1;
const POLYGON_WITH_SRID = 0x20000003;
const SRID = 4326;
const HEAD_BYTES = 17;

export function ewkbPolygon(ring: LonLatPolygon): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + ring.length * 16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, LITTLE_ENDIAN);
  view.setUint32(1, POLYGON_WITH_SRID, true);
  view.setUint32(5, SRID, true);
  view.setUint32(9, 1, true);
  view.setUint32(13, ring.length, true);
  ring.flat().forEach((degrees, i) => {
    view.setFloat64(HEAD_BYTES + 8 * i, degrees, true);
  });
  return bytes;
}

/** The outer ring of a polygon that `ewkbPolygon` wrote and PostGIS returned. */
export function ringOfEwkb(bytes: Uint8Array): LonLatPolygon {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points = view.getUint32(13, true);
  return Array.from({ length: points }, (_, i) => {
    const at = HEAD_BYTES + 16 * i;
    return [view.getFloat64(at, true), view.getFloat64(at + 8, true)] as const;
  });
}
