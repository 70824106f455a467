/** Choice of bands for red, green and blue and their stretch to 8 bits: for the model (model view) and the screen (layer style). */

import type { BandRendering, ValueRange } from '../documents/scene.ts';
import type { SampleType } from '../tensor/samples.ts';
import type { BandRole } from './band-role.ts';
import type { TiffImage } from './tiff-image.ts';
import { photometric } from './tiff-tags.ts';

/** True if the stretch may make data black or white, so that collars must be found in the samples (collar.ts). 8-bit scenes are judged as drawn. */
export function clips(view: BandRendering, sampleType: SampleType): boolean {
  return view.stretch.kind === 'linear' && sampleType !== 'uint8';
}

/** Canonical text of a view; part of every index key. The nodata rule is fixed: see validity.ts. */
export function modelViewText(view: BandRendering, sampleType: SampleType): string {
  const ranges =
    view.stretch.kind === 'none' ? [] : view.stretch.ranges.map(({ min, max }) => `${min}:${max}`);
  const collar = clips(view, sampleType) ? ['collar by samples'] : [];
  return ['bands', ...view.bands, view.stretch.kind, ...ranges, ...collar].join(' ');
}

/** Initial view of a scene. `ranges` holds the 2-98 % range of each band, in sample values. */
export function defaultModelView(
  image: TiffImage,
  roles: readonly BandRole[],
  bandNames: readonly string[],
  ranges: readonly ValueRange[],
): BandRendering {
  const bands = defaultBands(roles, bandNames);
  const [r, g, b] = bands;
  if (roles[r] === 'palette') return { bands, stretch: { kind: 'none' } };
  const inverted = image.photometric === photometric.minIsWhite;
  const passesThrough = image.sampleType === 'uint8' && image.bitsPerSample === 8 && !inverted;
  if (passesThrough) return { bands, stretch: { kind: 'none' } };
  const range = (band: number): ValueRange =>
    inverted ? { min: ranges[band].max, max: ranges[band].min } : ranges[band];
  return { bands, stretch: { kind: 'linear', ranges: [range(r), range(g), range(b)] } };
}

function defaultBands(
  roles: readonly BandRole[],
  names: readonly string[],
): readonly [number, number, number] {
  const byName = ['4', '3', '2'].map((n) =>
    names.findIndex((name) => new RegExp(`^B0?${n}\\b`, 'i').test(name)),
  );
  if (byName.every((band) => band >= 0)) return triple(byName);
  const byRole = (['red', 'green', 'blue'] as const).map((role) => roles.indexOf(role));
  if (byRole.every((band) => band >= 0)) return triple(byRole);
  const shown = roles.flatMap((role, band) => (role === 'alpha' ? [] : [band]));
  // Sentinel-2 stacks are in sensor order: B1, B2 blue, B3 green, B4 red.
  if (shown.length === 12 || shown.length === 13) return triple([3, 2, 1]);
  if (shown.length >= 3) return triple(shown);
  const gray = shown.length === 0 ? 0 : shown[0];
  return [gray, gray, gray];
}

function triple(bands: readonly number[]): readonly [number, number, number] {
  return [bands[0], bands[1], bands[2]];
}
