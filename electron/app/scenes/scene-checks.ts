/** Checks requests against the properties of a scene. Each throws `InvalidInput`. */

import type { BandRendering, RasterWindow, SceneDetail, SceneSize } from '../../../core/documents/scene.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { isSameAffine } from '../../../core/geo/affine.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { PIXEL_AFFINE } from './scene-detail.ts';

type ComparedRaster = Pick<SceneDetail, 'widthPx' | 'heightPx' | 'affine'> & {
  readonly bands: readonly unknown[];
};

/** A whole window is held in memory, at three or more bytes a pixel. */
export const MOST_WINDOW_PX = 16_384 ** 2;

/** Checks that the file at `path` has the scene's size, number of bands and georeferencing. */
export function checkIsSame({ description: found }: Scene, scene: SceneDetail, path: string): void {
  if (!isSameRaster({ ...found, affine: found.affine ?? PIXEL_AFFINE }, scene))
    throw new InvalidInput(
      `${path}: ${found.widthPx} x ${found.heightPx} px in ${found.bands.length} bands does not match the scene ${scene.name} (${scene.widthPx} x ${scene.heightPx} px in ${scene.bands.length} bands), or its georeferencing differs; add it as a new scene`,
    );
}

/** Whether both have the same size, number of bands and georeferencing. */
export function isSameRaster(a: ComparedRaster, b: ComparedRaster): boolean {
  return (
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx &&
    a.bands.length === b.bands.length &&
    isSameAffine(a.affine, b.affine)
  );
}

export function checkInside(win: RasterWindow, { widthPx, heightPx }: SceneSize): void {
  if (
    win.widthPx < 1 ||
    win.heightPx < 1 ||
    win.col + win.widthPx > widthPx ||
    win.row + win.heightPx > heightPx
  )
    throw new InvalidInput(
      `window ${win.col}, ${win.row}, ${win.widthPx} x ${win.heightPx} is not inside the scene's ${widthPx} x ${heightPx} pixels`,
    );
}

export function checkArea({ widthPx, heightPx }: RasterWindow): void {
  if (widthPx * heightPx > MOST_WINDOW_PX)
    throw new InvalidInput(
      `a window of ${widthPx} x ${heightPx} px is too large to be read at once; the limit is ${MOST_WINDOW_PX} pixels`,
    );
}

export function checkBands(view: BandRendering, { bands, name }: SceneDetail): void {
  const beyond = view.bands.find((band) => band >= bands.length);
  if (beyond !== undefined)
    throw new InvalidInput(`${name} has no band ${beyond + 1}: it has ${bands.length} bands`);
}
