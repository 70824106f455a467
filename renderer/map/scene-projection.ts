/**
 * Pixel grids as projections: x = column, y = -row. The active scene is shown in its own grid, so a rotated scene or one without a
 * CRS needs no resampling; other scenes in the view are reprojected into that grid.
 */

import Projection from 'ol/proj/Projection.js';
import { addCoordinateTransforms, addProjection } from 'ol/proj.js';
import type { SceneDetail } from '../../core/documents/scene.ts';
import { gdalFromAffine } from '../../core/geo/affine.ts';
import { pixelTransform, type XY } from './scene-frame.ts';

const projections = new Map<string, { readonly scene: SceneDetail; readonly projection: Projection }>();

/** The scene's pixel grid as a projection, with transforms to those of all scenes seen so far. */
export function sceneProjection(scene: SceneDetail): Projection {
  const code = `longsight:${scene.id}:${gdalFromAffine(scene.affine).join()}`;
  const known = projections.get(code);
  if (known) return known.projection;
  const projection = new Projection({
    code,
    units: 'pixels',
    extent: surroundings(scene),
    metersPerUnit: scene.metresPerPixel ?? 1,
  });
  addProjection(projection);
  for (const other of projections.values()) relate(other, { scene, projection });
  projections.set(code, { scene, projection });
  return projection;
}

/** OpenLayers reprojects only within a projection's extent, and other scenes must be visible around this one. */
function surroundings({ widthPx, heightPx }: SceneDetail): number[] {
  const margin = 8 * Math.max(widthPx, heightPx);
  return [-margin, -heightPx - margin, widthPx + margin, margin];
}

/** True if the scene can be drawn in the view of the other. */
export function areRelated(scene: SceneDetail, other: SceneDetail): boolean {
  return pixelTransform(scene, other) !== null && pixelTransform(other, scene) !== null;
}

type Known = { readonly scene: SceneDetail; readonly projection: Projection };

function relate(one: Known, other: Known): void {
  const forward = pixelTransform(one.scene, other.scene);
  const backward = pixelTransform(other.scene, one.scene);
  if (!forward || !backward) return;
  addCoordinateTransforms(one.projection, other.projection, upward(forward), upward(backward));
}

/** Rows count downward, while the view's y axis points up. */
function upward(transform: (at: XY) => XY): (coordinate: number[]) => number[] {
  return ([x, y]) => {
    const [col, row] = transform([x, -y]);
    return [col, -row];
  };
}
