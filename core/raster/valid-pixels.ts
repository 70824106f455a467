/** Validity of a window for which all bands were read. */

import type { RasterWindow } from '../documents/scene.ts';
import type { SampleArray, SampleWindow } from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import type { Raster, RasterLevel } from './raster.ts';
import { readWindow } from './read-window.ts';
import { alphaBand, holdsData, type Nodata, nodataOf } from './validity.ts';

/** Between two looks at the clock. */
const samplesAtOnce = 1 << 20;

/**
 * [heightPx, widthPx]: 1 where alpha and mask allow the pixel and at least one band holds data. Views that use some of the bands
 * apply their own rule (validity.ts).
 */
export async function validPixels(
  raster: Raster,
  { image, mask }: RasterLevel,
  win: RasterWindow,
  { samples, bands }: SampleWindow,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const alpha = alphaBand(raster.roles);
  const nodata = nodataOf(image);
  const valid = new Uint8Array(win.widthPx * win.heightPx);
  const pixelsAtOnce = Math.max(1, Math.floor(samplesAtOnce / bands));
  for (let from = 0; from < valid.length; from += pixelsAtOnce) {
    mark(valid, from, Math.min(from + pixelsAtOnce, valid.length), samples, bands, alpha, nodata);
    if (turnIsLong(signal)) await nextTurn(signal);
  }
  if (mask !== null) {
    const masked = await readWindow(raster.blocks, mask, win, [0], signal);
    for (let i = 0; i < valid.length; i++) if (masked.samples[i] === 0) valid[i] = 0;
  }
  return valid;
}

function mark(
  valid: Uint8Array,
  from: number,
  to: number,
  samples: SampleArray,
  bands: number,
  alpha: number | null,
  nodata: Nodata | null,
): void {
  for (let i = from, at = from * bands; i < to; i++, at += bands) {
    if (alpha !== null && samples[at + alpha] === 0) continue;
    for (let band = 0; band < bands && valid[i] === 0; band++)
      if (band !== alpha && holdsData(samples[at + band], nodata)) valid[i] = 1;
  }
}
