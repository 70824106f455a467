/** Choice of bands for red, green and blue and their stretch to 8 bits: for the model (model view) and the screen (layer style). */

import { bandsThatMeasure } from '../documents/band-presets.ts';
import type { BandRendering, ValueRange } from '../documents/scene.ts';
import type { SampleType } from '../tensor/samples.ts';
import type { SceneBand } from './scene.ts';
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
  described: readonly Pick<SceneBand, 'role' | 'measures'>[],
  ranges: readonly ValueRange[],
): BandRendering {
  const bands = defaultBands(described);
  const [r, g, b] = bands;
  if (described[r].role === 'palette') return { bands, stretch: { kind: 'none' } };
  const inverted = image.photometric === photometric.minIsWhite;
  const passesThrough = image.sampleType === 'uint8' && image.bitsPerSample === 8 && !inverted;
  if (passesThrough) return { bands, stretch: { kind: 'none' } };
  const range = (band: number): ValueRange =>
    inverted ? { min: ranges[band].max, max: ranges[band].min } : ranges[band];
  return { bands, stretch: { kind: 'linear', ranges: [range(r), range(g), range(b)] } };
}

/** Red, green and blue, as far as the file says which they are; else the first bands in their order. */
function defaultBands(
  described: readonly Pick<SceneBand, 'role' | 'measures'>[],
): readonly [number, number, number] {
  const colours = bandsThatMeasure(described, ['red', 'green', 'blue']);
  if (colours !== null) return colours;
  const shown = described.flatMap(({ role }, band) => (role === 'alpha' ? [] : [band]));
  if (shown.length >= 3) return triple(shown);
  const gray = shown.length === 0 ? 0 : shown[0];
  return [gray, gray, gray];
}

function triple(bands: readonly number[]): readonly [number, number, number] {
  return [bands[0], bands[1], bands[2]];
}
