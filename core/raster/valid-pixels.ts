/** Validity of a window of which all bands were read. */
import type { Raster, RasterLevel } from './raster.ts';
import type { RasterWindow } from './raster-window.ts';
import { readWindow } from './read-window.ts';
import type { SampleWindow } from './samples.ts';
import { alphaBand, markInvalid, nodataAsStored } from './validity.ts';

/** [heightPx, widthPx], 1 where the pixel holds data by nodata, alpha and mask. */
export async function validPixels(
  raster: Raster,
  { image, mask }: RasterLevel,
  win: RasterWindow,
  read: SampleWindow,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const valid = new Uint8Array(win.widthPx * win.heightPx).fill(1);
  // Alpha comes last in every writer's files; an alpha band elsewhere is then judged by the views, not here.
  const alphaIsLast = alphaBand(raster.roles) === image.bands - 1;
  const viewed = alphaIsLast ? image.bands - 1 : image.bands;
  markInvalid(read.samples, read.bands, viewed, alphaIsLast, nodataAsStored(image), valid);
  if (mask !== null) {
    const masked = await readWindow(raster.blocks, mask, win, [0], signal);
    for (let i = 0; i < valid.length; i++) if (masked.samples[i] === 0) valid[i] = 0;
  }
  return valid;
}
