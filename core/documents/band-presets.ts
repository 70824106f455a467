/** Combinations of bands by what they measure: true colour, colour infrared, short-wave infrared. */
import type { BandRendering, SceneDetail, SpectralRole } from './scene.ts';

type Bands = readonly Pick<SceneDetail['bands'][number], 'measures'>[];
type Triple = readonly [SpectralRole, SpectralRole, SpectralRole];

export const BAND_PRESETS = ['true-colour', 'infrared', 'short-wave'] as const;
export type BandPreset = (typeof BAND_PRESETS)[number];

/** As red, green, blue; where a scene lacks a band of the first, the next one is taken. */
const COMBINATIONS: Readonly<Record<BandPreset, readonly Triple[]>> = {
  'true-colour': [['red', 'green', 'blue']],
  infrared: [['nir', 'red', 'green']],
  'short-wave': [
    ['swir2', 'nir', 'red'],
    ['swir1', 'nir', 'red'],
  ],
};

/** Null if the scene lacks one of the bands. */
export function presetBands(bands: Bands, preset: BandPreset): BandRendering['bands'] | null {
  const found = COMBINATIONS[preset].map((roles) => bandsThatMeasure(bands, roles));
  return found.find((each) => each !== null) ?? null;
}

/** The first band for each role; null if one is missing. */
export function bandsThatMeasure(bands: Bands, roles: Triple): BandRendering['bands'] | null {
  const [red, green, blue] = roles.map((role) => bands.findIndex(({ measures }) => measures === role));
  return red < 0 || green < 0 || blue < 0 ? null : [red, green, blue];
}
