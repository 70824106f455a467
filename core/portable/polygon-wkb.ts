/** Polygons as well-known binary (OGC Simple Features), little-endian. */
import type { LonLatPolygon } from '../documents/scene.ts';

const LITTLE_ENDIAN = 1;
const POLYGON = 3;

/** One closed ring without holes. */
export function polygonWkb(ring: LonLatPolygon): Uint8Array {
  const bytes = new Uint8Array(13 + 16 * ring.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, LITTLE_ENDIAN);
  view.setUint32(1, POLYGON, true);
  view.setUint32(5, 1, true);
  view.setUint32(9, ring.length, true);
  for (const [i, [x, y]] of ring.entries()) {
    view.setFloat64(13 + 16 * i, x, true);
    view.setFloat64(21 + 16 * i, y, true);
  }
  return bytes;
}
