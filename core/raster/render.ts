/** Rendering of raw samples as 8-bit RGB with validity, by a model view or layer style. */

import type { BandRendering, RasterWindow, ValueRange } from '../documents/scene.ts';
import type { SampleArray, SampleWindow } from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import { markClipped } from './collar.ts';
import { clips } from './model-view.ts';
import type { Raster, RasterLevel } from './raster.ts';
import { giveBack, readWindow } from './read-window.ts';
import type { MaskedRgb } from './scene-reader.ts';
import { alphaBand, markInvalid, nodataOf } from './validity.ts';

/** Between two looks at the clock. */
const pixelsAtOnce = 1 << 19;

/** Pixels of `win` (in pixels of the level) rendered with `view`; invalid pixels are black. */
export async function renderWindow(
  raster: Raster,
  level: RasterLevel,
  view: BandRendering,
  win: RasterWindow,
  signal?: AbortSignal,
): Promise<MaskedRgb> {
  const { image, mask } = level;
  const { bands, viewed, hasAlpha } = bandsToRead(raster, view);
  const [read, masked] = await Promise.all([
    readWindow(raster.blocks, image, win, bands, signal),
    mask === null ? null : readWindow(raster.blocks, mask, win, [0], signal),
  ]);
  const valid = new Uint8Array(win.widthPx * win.heightPx).fill(1);
  const alpha = hasAlpha ? viewed.length : null;
  for (let from = 0; from < valid.length; from += pixelsAtOnce) {
    const samples = read.samples.subarray(from * bands.length, (from + pixelsAtOnce) * bands.length);
    const piece = valid.subarray(from, from + pixelsAtOnce);
    markInvalid(samples, bands.length, [...viewed.keys()], alpha, nodataOf(image), piece);
    if (turnIsLong(signal)) await nextTurn(signal);
  }
  if (masked !== null) for (let i = 0; i < valid.length; i++) if (masked.samples[i] === 0) valid[i] = 0;
  const drawn = renderSamples(raster, view, read, bands, valid);
  if (drawn.rgb !== read.samples) giveBack(raster.blocks, read.samples);
  return drawn;
}

/**
 * Renders samples of `bands`, which include those of `view`. The result keeps a reference to `valid` [pixels] and may share the
 * memory of the samples.
 */
export function renderSamples(
  raster: Raster,
  view: BandRendering,
  read: SampleWindow,
  bands: readonly number[],
  valid: Uint8Array,
): MaskedRgb {
  const rgb = drawSamples(raster, view, read, bands);
  const allValid = !valid.includes(0);
  if (!allValid) blacken(rgb, valid);
  const { image } = raster.levels[0];
  const channels = view.bands.map((band) => bands.indexOf(band));
  const anyClipped =
    (clips(view, image.sampleType) || image.bitsPerSample === 1) &&
    markClipped(image, read.samples, bands.length, channels, rgb, valid);
  return {
    widthPx: read.widthPx,
    heightPx: read.heightPx,
    rgb,
    valid: allValid && !anyClipped ? null : valid,
  };
}

/** RGB bytes [pixels, 3]. Samples that already have this form are returned without a copy. */
function drawSamples(
  raster: Raster,
  view: BandRendering,
  read: SampleWindow,
  bands: readonly number[],
): Uint8Array {
  const { samples } = read;
  const isPicture = bands.length === 3 && view.bands.every((band, channel) => band === bands[channel]);
  if (isPicture && view.stretch.kind === 'none' && samples instanceof Uint8Array) return samples;
  const rgb = new Uint8Array(read.widthPx * read.heightPx * 3);
  const { palette } = raster.levels[0].image;
  const showsPalette = raster.roles[view.bands[0]] === 'palette' && view.stretch.kind === 'none';
  if (showsPalette && palette !== null) paintPalette(samples, bands.length, palette, rgb);
  else if (isPicture && view.stretch.kind !== 'none' && samples instanceof Uint8Array)
    stretchPicture(samples, view.stretch.ranges, rgb);
  else
    for (let channel = 0; channel < 3; channel++) {
      const at = bands.indexOf(view.bands[channel]);
      const range = view.stretch.kind === 'none' ? null : view.stretch.ranges[channel];
      stretchChannel(samples, at, bands.length, range, rgb, channel);
    }
  return rgb;
}

function bandsToRead(
  raster: Raster,
  view: BandRendering,
): { bands: readonly number[]; viewed: readonly number[]; hasAlpha: boolean } {
  const viewed = [...new Set(view.bands)];
  const alpha = alphaBand(raster.roles);
  const hasAlpha = alpha !== null && !viewed.includes(alpha);
  return { bands: hasAlpha ? [...viewed, alpha] : viewed, viewed, hasAlpha };
}

function paintPalette(indices: SampleArray, step: number, palette: Uint8Array, rgb: Uint8Array): void {
  for (let i = 0, at = 0; i < rgb.length; i += 3, at += step)
    for (let c = 0; c < 3; c++) rgb[i + c] = palette[indices[at] * 3 + c];
}

function stretchChannel(
  samples: SampleArray,
  from: number,
  step: number,
  range: ValueRange | null,
  rgb: Uint8Array,
  channel: number,
): void {
  if (range === null) {
    for (let i = channel, at = from; i < rgb.length; i += 3, at += step) rgb[i] = clampByte(samples[at]);
    return;
  }
  if (samples instanceof Uint8Array) {
    const drawn = drawnBytes(range);
    for (let i = channel, at = from; i < rgb.length; i += 3, at += step) rgb[i] = drawn[samples[at]];
    return;
  }
  const gain = gainOf(range);
  for (let i = channel, at = from; i < rgb.length; i += 3, at += step)
    rgb[i] = clampByte((samples[at] - range.min) * gain + 0.5);
}

/** All channels in one pass: most tiles of 8-bit scenes. */
function stretchPicture(samples: Uint8Array, ranges: readonly ValueRange[], rgb: Uint8Array): void {
  const [r, g, b] = ranges.map(drawnBytes);
  for (let i = 0; i < rgb.length; i += 3) {
    rgb[i] = r[samples[i]];
    rgb[i + 1] = g[samples[i + 1]];
    rgb[i + 2] = b[samples[i + 2]];
  }
}

/** What each byte is drawn as. */
function drawnBytes(range: ValueRange): Uint8Array {
  const gain = gainOf(range);
  return Uint8Array.from({ length: 256 }, (_, value) => clampByte((value - range.min) * gain + 0.5));
}

function gainOf({ min, max }: ValueRange): number {
  return max === min ? 0 : 255 / (max - min);
}

/** Clamps to 0-255; storing the result in a byte truncates it and turns NaN into 0. */
function clampByte(value: number): number {
  return value > 255 ? 255 : Math.max(value, 0);
}

function blacken(rgb: Uint8Array, valid: Uint8Array): void {
  for (let i = 0; i < valid.length; i++) if (valid[i] === 0) rgb.fill(0, 3 * i, 3 * i + 3);
}
