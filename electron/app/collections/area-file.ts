/** Polygons of a vector file in longitude and latitude. */
import type { LonLatPolygon } from '../../../core/documents/scene.ts';
import { wgs84 } from '../../../core/geo/footprint.ts';
import type { Host } from '../../../core/host.ts';

/** Outer rings of all polygons of the file's only layer; holes are ignored. A layer without a CRS is taken to be in degrees. */
export async function polygonsInLonLat(
  host: Host,
  path: string,
  signal: AbortSignal,
): Promise<readonly LonLatPolygon[]> {
  const { crs, features } = await host.vectors.read(path, null, signal);
  const rings = features.flatMap(({ geometry }) =>
    geometry?.kind === 'polygons' ? geometry.polygons.map(([outer]) => outer) : [],
  );
  const found: LonLatPolygon[] = [];
  for (const ring of rings) {
    const points = Float64Array.from(ring.flat());
    const lonLat = crs === null ? points : await host.crs.transform(crs.wkt, wgs84, points);
    if (lonLat.every(Number.isFinite))
      found.push(ring.map((_, i) => [lonLat[2 * i], lonLat[2 * i + 1]] as const));
  }
  return found;
}
