/** What each band of a scene measures: read from its name, its wavelength, its colour interpretation or the codes of its sensor. */
import { SPECTRAL_ROLES, type SpectralRole } from '../documents/scene.ts';
import type { BandRole } from './band-role.ts';
import type { GdalItem } from './gdal-metadata.ts';

/** A role by the words of a band's name. Longer words come first: "red edge" is not red. */
const WORDS: readonly (readonly [RegExp, SpectralRole])[] = [
  [/\bred[\s_-]*edge|\bre\d?\b/i, 'red-edge'],
  [/\b(swir|shortwave|short-wave|mir)[\s_-]*(infrared|ir)?[\s_-]*2\b/i, 'swir2'],
  [/\b(swir|shortwave|short-wave|mir)[\s_-]*(infrared|ir)?[\s_-]*1?\b/i, 'swir1'],
  [/\b(nir|near[\s_-]*infrared|near[\s_-]*ir|vnir|infrared)\w*\b/i, 'nir'],
  [/\b(thermal|tir|tirs|lwir)\w*\b/i, 'thermal'],
  [/\b(coastal|aerosol)\w*\b/i, 'coastal'],
  [/\bpan(chromatic)?\b/i, 'pan'],
  [/\bblue\b/i, 'blue'],
  [/\bgreen\b/i, 'green'],
  [/\bred\b/i, 'red'],
];

/** Nanometres at which each role begins; the gaps of the atmosphere have none. */
const WAVELENGTHS: readonly (readonly [from: number, to: number, role: SpectralRole])[] = [
  [400, 452, 'coastal'],
  [452, 520, 'blue'],
  [520, 605, 'green'],
  [605, 690, 'red'],
  [690, 760, 'red-edge'],
  [760, 930, 'nir'],
  [1500, 1800, 'swir1'],
  [2000, 2500, 'swir2'],
  [8000, 14_000, 'thermal'],
];

type Sensor = { readonly bands: ReadonlyMap<string, SpectralRole> };
const sensor = (bands: Readonly<Record<string, SpectralRole>>): Sensor => ({
  bands: new Map(Object.entries(bands)),
});

const SENTINEL_2 = sensor({
  ...{ 1: 'coastal', 2: 'blue', 3: 'green', 4: 'red', 5: 'red-edge', 6: 'red-edge', 7: 'red-edge' },
  ...{ 8: 'nir', '8A': 'nir', 11: 'swir1', 12: 'swir2' },
});
const LANDSAT_8 = sensor({
  ...{ 1: 'coastal', 2: 'blue', 3: 'green', 4: 'red', 5: 'nir', 6: 'swir1', 7: 'swir2', 8: 'pan' },
  ...{ 10: 'thermal', 11: 'thermal' },
});
const LANDSAT_5 = sensor({
  ...{ 1: 'blue', 2: 'green', 3: 'red', 4: 'nir', 5: 'swir1', 6: 'thermal', 7: 'swir2', 8: 'pan' },
});
/** Bands of a whole Sentinel-2 scene in the order of their codes: L1C with B10, L2A without. */
const STACKS: ReadonlyMap<number, readonly string[]> = new Map([
  [13, ['1', '2', '3', '4', '5', '6', '7', '8', '8A', '9', '10', '11', '12']],
  [12, ['1', '2', '3', '4', '5', '6', '7', '8', '8A', '9', '11', '12']],
]);

/** One role per band, null where nothing says what it measures. The file's own words count most; places count only where nothing else is said. */
export function spectralRoles(
  names: readonly string[],
  roles: readonly BandRole[],
  items: readonly GdalItem[],
  fileName: string,
): readonly (SpectralRole | null)[] {
  const codes = names.map(codeOf);
  const table = sensorOf(codes, items, fileName);
  const said = names.map(
    (name, band) =>
      byWords(name) ?? byWavelength(name, band, items) ?? table?.bands.get(codes[band] ?? '') ?? null,
  );
  if (said.some((role) => role !== null)) return said;
  const colours = roles.map((role) => SPECTRAL_ROLES.find((each) => each === role) ?? null);
  if (colours.some((role) => role !== null)) return colours;
  const shown = roles.flatMap((role, band) => (role === 'alpha' ? [] : [band]));
  const stack = STACKS.get(shown.length);
  return roles.map((_, band) => SENTINEL_2.bands.get(stack?.[shown.indexOf(band)] ?? '') ?? null);
}

/** Null for a name that has no colour, or more than one, such as "blue-green ratio". */
function byWords(name: string): SpectralRole | null {
  const found = WORDS.find(([words]) => words.test(name));
  if (!found) return null;
  const colours = ['blue', 'green', 'red'].filter((colour) => new RegExp(`\\b${colour}\\b`, 'i').test(name));
  return colours.length > 1 ? null : found[1];
}

/** From a name such as "665 nm", or GDAL's metadata of the band, in micrometres or nanometres. */
function byWavelength(name: string, band: number, items: readonly GdalItem[]): SpectralRole | null {
  const own = items.filter((item) => item.band === band && /wavelength/i.test(item.name));
  const centre = own.find((item) => !/min|max|width|unit/i.test(item.name));
  const unit = own.find((item) => /unit/i.test(item.name))?.value ?? '';
  const nanometres = nanometresOf(name) ?? (centre ? nanometresOf(`${centre.value} ${unit}`, true) : null);
  if (nanometres === null) return null;
  return WAVELENGTHS.find(([from, to]) => nanometres >= from && nanometres < to)?.[2] ?? null;
}

/** `isWavelength`: a bare number counts, in micrometres below 100. */
function nanometresOf(text: string, isWavelength = false): number | null {
  const found = /(\d+(?:\.\d+)?)\s*(nm|nanomet\w*|[uµμ]m|micromet\w*|microns?)?/i.exec(text);
  if (!found || (!isWavelength && found[2] === undefined)) return null;
  const value = Number(found[1]);
  const isNanometres = found[2] === undefined ? value >= 100 : /^n/i.test(found[2]);
  return isNanometres ? value : value * 1000;
}

/** "B04", "SR_B4", "Band 8A" → "4", "4", "8A"; null for other names. */
function codeOf(name: string): string | null {
  const found = /^(?:sr_|st_)?b(?:and)?[\s_-]?0?(\d{1,2}a?)\b/i.exec(name.trim());
  return found ? found[1].toUpperCase() : null;
}

/** The sensor that the metadata or the file's name tells, else the one whose codes these are; null without codes. */
function sensorOf(
  codes: readonly (string | null)[],
  items: readonly GdalItem[],
  fileName: string,
): Sensor | null {
  const known = codes.filter((code) => code !== null);
  if (known.length < 3) return null;
  const platform = items
    .filter(({ name }) => /spacecraft|satellite|platform|sensor/i.test(name))
    .map(({ value }) => value)
    .join(' ');
  const text = `${platform} ${fileName}`;
  if (/sentinel[\s_-]?2|\bs2[abc]?_/i.test(text)) return SENTINEL_2;
  if (/landsat[\s_-]?[89]|\bl[co]0?[89]_/i.test(text)) return LANDSAT_8;
  if (/landsat[\s_-]?[457]|\bl[te]0?[457]_/i.test(text)) return LANDSAT_5;
  if (known.includes('8A') || known.includes('12')) return SENTINEL_2;
  // Landsat 5 and 7 have no band 6 beside the others: it is thermal and coarser.
  if (['1', '2', '3', '4', '5', '7'].every((code) => known.includes(code)) && !known.includes('6'))
    return LANDSAT_5;
  if (['5', '6', '7'].every((code) => known.includes(code)) && !known.includes('8')) return LANDSAT_8;
  return SENTINEL_2;
}
