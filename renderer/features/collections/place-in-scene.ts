/** Places in longitude and latitude as corners in a scene's pixels, and back. */
import type { LonLatPolygon, RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import type { Outline } from '../../../core/documents/search.ts';
import { lonLatPosition, pixelAtLonLat } from '../../map/scene-frame.ts';

/** Null where the scene has no CRS or the place cannot be expressed in its grid. */
export function cornersIn(scene: SceneDetail, ring: LonLatPolygon): Outline | null {
  const corners = ring.slice(0, -1).flatMap((at) => {
    const there = pixelAtLonLat(scene, at);
    return there?.every(Number.isFinite) ? [there] : [];
  });
  return corners.length === ring.length - 1 ? corners : null;
}

export function windowCorners({ col, row, widthPx, heightPx }: RasterWindow): Outline {
  return [
    [col, row],
    [col + widthPx, row],
    [col + widthPx, row + heightPx],
    [col, row + heightPx],
  ];
}

/** Closed; null for a scene without a CRS. */
export function ringOf(scene: SceneDetail, corners: Outline): LonLatPolygon | null {
  const ring = [...corners, ...corners.slice(0, 1)].flatMap((at) => {
    const there = lonLatPosition(scene, at);
    return there ? [there] : [];
  });
  return ring.length === corners.length + 1 ? ring : null;
}
