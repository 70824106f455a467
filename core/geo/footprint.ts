/** Footprints: outlines of rasters in longitude and latitude. */
import type { Affine, LonLatPolygon, RasterWindow } from '../documents/scene.ts';
import type { CrsAuthority } from '../host.ts';
import { applyAffine } from './affine.ts';

export const wgs84 = 'EPSG:4326';

const pointsPerEdge = 16;

/**
 * Closed ring of lon/lat degrees, counterclockwise for a north-up raster, with points along all edges because projected edges are
 * curved. Null if PROJ cannot convert one of them.
 */
export async function footprint(
  crs: CrsAuthority,
  wkt: string,
  affine: Affine,
  widthPx: number,
  heightPx: number,
): Promise<LonLatPolygon | null> {
  const outline = outlinePixels(widthPx, heightPx).flatMap(([col, row]) => applyAffine(affine, col, row));
  const lonLat = await crs.transform(wkt, wgs84, Float64Array.from(outline));
  if (!lonLat.every(Number.isFinite)) return null;
  const ring = Array.from({ length: lonLat.length / 2 }, (_, i): readonly [number, number] => [
    lonLat[2 * i],
    lonLat[2 * i + 1],
  ]);
  return [...ring, ring[0]];
}

/** The four corners of a footprint, whose edges have the same number of points. */
export function fourCorners(footprint: LonLatPolygon): LonLatPolygon {
  const perEdge = (footprint.length - 1) / 4;
  return Number.isInteger(perEdge) && perEdge > 1
    ? [0, 1, 2, 3, 4].map((edge) => footprint[edge * perEdge])
    : footprint;
}

const POINTS_PER_WINDOW = 5;

/** The corners of each window as a closed ring of lon/lat degrees; null where PROJ cannot convert one of them. */
export async function windowFootprints(
  crs: CrsAuthority,
  wkt: string,
  affine: Affine,
  windows: readonly RasterWindow[],
): Promise<readonly (LonLatPolygon | null)[]> {
  const corners = windows.flatMap(({ col, row, widthPx, heightPx }) =>
    [
      [col, row],
      [col, row + heightPx],
      [col + widthPx, row + heightPx],
      [col + widthPx, row],
      [col, row],
    ].flatMap(([x, y]) => applyAffine(affine, x, y)),
  );
  const lonLat = await crs.transform(wkt, wgs84, Float64Array.from(corners));
  return windows.map((_, w) => {
    const own = lonLat.subarray(2 * POINTS_PER_WINDOW * w, 2 * POINTS_PER_WINDOW * (w + 1));
    if (!own.every(Number.isFinite)) return null;
    return Array.from({ length: POINTS_PER_WINDOW }, (_, i) => [own[2 * i], own[2 * i + 1]] as const);
  });
}

/** Points [col, row] down the left edge, along the bottom, up the right edge and back along the top. */
function outlinePixels(width: number, height: number): readonly (readonly [number, number])[] {
  const corners = [
    [0, 0],
    [0, height],
    [width, height],
    [width, 0],
  ] as const;
  return corners.flatMap(([col, row], i) => {
    const [nextCol, nextRow] = corners[(i + 1) % 4];
    return Array.from({ length: pointsPerEdge }, (_, step): readonly [number, number] => {
      const t = step / pointsPerEdge;
      return [col + (nextCol - col) * t, row + (nextRow - row) * t];
    });
  });
}
