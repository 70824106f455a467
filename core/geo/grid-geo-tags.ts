/** Georeferencing tags for a new grid in the CRS of a source file. */
import type { Affine } from '../documents/scene.ts';
import { isRotated } from './affine.ts';
import { type GeoTags, geoKeyId } from './geo-tags.ts';

const pixelIsArea = 1;

/**
 * Tags with the source's GeoKeys and `affine`, which maps outer cell corners to CRS units. Only the raster type key is changed, since
 * the new transform refers to corners. Null when there is nothing to write.
 */
export function gridGeoTags(source: GeoTags, affine: Affine | null): GeoTags | null {
  if (affine === null) return null;
  const northUp = !isRotated(affine) && affine.xPerCol > 0 && affine.yPerRow < 0;
  const { xOrigin, xPerCol, xPerRow, yOrigin, yPerCol, yPerRow } = affine;
  return {
    ...source,
    keyDirectory: source.keyDirectory === null ? null : asPixelIsArea(source.keyDirectory),
    pixelScale: northUp ? [xPerCol, -yPerRow, 0] : null,
    tiepoints: northUp ? [0, 0, 0, xOrigin, yOrigin, 0] : null,
    transformation: northUp
      ? null
      : [xPerCol, xPerRow, 0, xOrigin, yPerCol, yPerRow, 0, yOrigin, 0, 0, 0, 0, 0, 0, 0, 1],
  };
}

function asPixelIsArea(keys: readonly number[]): readonly number[] {
  const copy = [...keys];
  for (let at = 4; at + 3 < copy.length; at += 4)
    if (copy[at] === geoKeyId.rasterType) copy[at + 3] = pixelIsArea;
  return copy;
}
