/** Polygons of a vector file in longitude and latitude. */
import { basename } from 'node:path';
import { MOST_CORNERS, MOST_POLYGONS } from '../../../core/documents/collection-shapes.ts';
import type { LonLatPolygon } from '../../../core/documents/scene.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { wgs84 } from '../../../core/geo/footprint.ts';
import type { Host } from '../../../core/host.ts';

/**
 * Outer rings of all polygons of the file's only layer; holes are ignored. A layer without a CRS is taken to be in degrees. Throws
 * `InvalidInput` if there are none.
 */
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
  if (found.length === 0) throw new InvalidInput(`${path}: the layer has no polygons`);
  return found;
}

/** The polygons of `polygonsInLonLat`, for a page. Also throws `InvalidInput` if a question cannot take that many polygons or corners. */
export async function areaIn(
  host: Host,
  path: string,
  signal: AbortSignal,
): Promise<readonly LonLatPolygon[]> {
  const polygons = await polygonsInLonLat(host, path, signal);
  const most = Math.max(...polygons.map((ring) => ring.length));
  const name = basename(path);
  if (polygons.length > MOST_POLYGONS)
    throw new InvalidInput(
      `${name}: ${polygons.length} polygons, and a question takes at most ${MOST_POLYGONS}: dissolve the layer, or select some`,
    );
  if (most > MOST_CORNERS)
    throw new InvalidInput(
      `${name}: a polygon of ${most} corners, and a question takes at most ${MOST_CORNERS}: simplify the layer`,
    );
  return polygons;
}
