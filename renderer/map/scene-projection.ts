/**
 * Every scene is shown in its own pixel grid: x = column, y = -row. So a rotated scene, or one without a CRS, needs no resampling;
 * other scenes in the same view are reprojected from their pixel grids into the active one's.
 */

import Projection from 'ol/proj/Projection.js';
import { addCoordinateTransforms, addProjection } from 'ol/proj.js';
import type { SceneDetail } from '../../core/documents/scene.ts';
import { gdalFromAffine } from '../../core/geo/affine.ts';
import { pixelTransform, type XY } from './scene-frame.ts';

const projections = new Map<string, { readonly scene: SceneDetail; readonly projection: Projection }>();

/** The scene's pixel grid as a projection, related to those of all scenes seen before. */
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

/** OpenLayers reprojects into a projection's extent only: other scenes must show around this one too. */
function surroundings({ widthPx, heightPx }: SceneDetail): number[] {
  const margin = 8 * Math.max(widthPx, heightPx);
  return [-margin, -heightPx - margin, widthPx + margin, margin];
}

/** Whether the scene can be drawn in the view of the other. */
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

/** Rows count downward, the view's y upward. */
function upward(transform: (at: XY) => XY): (coordinate: number[]) => number[] {
  return ([x, y]) => {
    const [col, row] = transform([x, -y]);
    return [col, -row];
  };
}
