/** Description of a scene for the page. */

import { dateInTag } from '../../../core/collection/name-date.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { Affine, ControlGrid, SceneDetail } from '../../../core/documents/scene.ts';
import { webHostOf } from '../../../core/documents/web.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { applyAffine } from '../../../core/geo/affine.ts';
import { wgs84 } from '../../../core/geo/footprint.ts';
import type { CrsAuthority } from '../../../core/host.ts';
import type { Scene, SceneDescription } from '../../../core/raster/scene.ts';
import { tileGridOf } from '../../../core/raster/tile-grid.ts';
import type { SceneRecord } from './scene-record.ts';

/** Pixel coordinates with y upwards, as QGIS shows a raster without georeferencing. */
export const PIXEL_AFFINE: Affine = {
  xOrigin: 0,
  xPerCol: 1,
  xPerRow: 0,
  yOrigin: 0,
  yPerCol: 0,
  yPerRow: -1,
};
/** Control points per side: bilinear interpolation between them is accurate to far below a pixel for scenes of a few hundred kilometres. */
const CONTROL_LINES = 33;
const CONTENT_DIGITS = 16;

export async function sceneDetail(
  id: SceneId,
  { description, raster }: Scene,
  { modelView, crs: chosenCrs }: Pick<SceneRecord, 'modelView' | 'crs'>,
  crs: CrsAuthority,
): Promise<SceneDetail> {
  const { widthPx, heightPx, affine, nodata, tiled, blockWidthPx, blockHeightPx } = description;
  const tiles = tileGridOf(widthPx, heightPx);
  return {
    id,
    name: description.name,
    widthPx,
    heightPx,
    bands: description.bands.map(({ name, range, measures }) => ({ name, range, measures })),
    sampleType: description.sampleType,
    nodata: nodata === null ? null : String(nodata),
    compression: description.compression,
    layout: tiled ? `tiles of ${blockWidthPx} x ${blockHeightPx} px` : `strips of ${blockHeightPx} rows`,
    overviews: description.overviews.length,
    fileBytes: description.fileBytes,
    content: contentDigits(description),
    affine: affine ?? PIXEL_AFFINE,
    isGeoreferenced: affine !== null,
    crs: description.crs,
    controlGrid: await controlGrid(description, crs),
    footprint: description.footprint,
    metresPerPixel: description.metresPerPixel,
    date: dateInTag(raster.dateTime),
    modelView: modelView ?? description.defaultView,
    defaultStyle: description.defaultView,
    tileLevels: tiles.levels,
    tileSizePx: tiles.tileSizePx,
    warnings: description.warnings,
    missing: false,
    host: webHostOf(description.path),
    hasChosenCrs: chosenCrs !== null,
  };
}

/** Enough hexadecimal digits to tell that a file was rewritten. */
export function contentDigits({ identity }: SceneDescription): string {
  return identity.slice(0, CONTENT_DIGITS);
}

async function controlGrid(
  { path, affine, crs, widthPx, heightPx }: SceneDescription,
  authority: CrsAuthority,
): Promise<ControlGrid | null> {
  if (affine === null || crs === null) return null;
  const points = new Float64Array(CONTROL_LINES * CONTROL_LINES * 2);
  for (let i = 0; i < CONTROL_LINES * CONTROL_LINES; i++) {
    const col = ((i % CONTROL_LINES) / (CONTROL_LINES - 1)) * widthPx;
    const row = (Math.floor(i / CONTROL_LINES) / (CONTROL_LINES - 1)) * heightPx;
    points.set(applyAffine(affine, col, row), 2 * i);
  }
  const lonLat = await authority.transform(crs.wkt, wgs84, points).catch((cause: unknown) => {
    if (!(cause instanceof InvalidInput)) throw cause;
    throw new InvalidInput(`${path}: its coordinate reference system cannot be used: ${cause.message}`, {
      cause,
    });
  });
  if (lonLat.some((value) => !Number.isFinite(value))) return null;
  return { columns: CONTROL_LINES, rows: CONTROL_LINES, lonLat: [...lonLat] };
}
