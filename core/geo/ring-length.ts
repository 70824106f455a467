/** Lengths of lon/lat rings on the ellipsoid. */
import { geodesicLengthM } from './geodesic.ts';
import type { Ring } from './geojson.ts';

/** Length of a closed ring in metres. */
export function ringLengthM(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) sum += geodesicLengthM(...ring[i], ...ring[i + 1]);
  return sum;
}
