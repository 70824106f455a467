/** Hits of a collection as one file: GeoJSON in longitude and latitude, or CSV. */
import type { CollectionHit, CollectionResult } from '../../../core/documents/collection.ts';

type Field = readonly [name: string, value: (hit: CollectionHit) => string | number | null];

const FIELDS: readonly Field[] = [
  ['rank', ({ rank }) => rank],
  ['score', ({ score }) => score],
  ['scene', ({ scene }) => scene],
  ['date', ({ date }) => date],
  ['path', ({ path }) => path],
  ['col', ({ window: win }) => win.col],
  ['row', ({ window: win }) => win.row],
  ['width_px', ({ window: win }) => win.widthPx],
  ['height_px', ({ window: win }) => win.heightPx],
  ['merged', ({ merged }) => merged],
  ['lon', (hit) => centre(hit, 0)],
  ['lat', (hit) => centre(hit, 1)],
];

/** RFC 7946: rings in longitude and latitude; a hit of a scene without a place has no geometry. */
export function hitsAsGeoJson({ hits, terms, model }: CollectionResult): string {
  const features = hits.map((hit) => ({
    type: 'Feature',
    properties: Object.fromEntries(FIELDS.map(([name, value]) => [name, value(hit)])),
    geometry: hit.lonLat === null ? null : { type: 'Polygon', coordinates: [hit.lonLat] },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', query: terms, model, features })}\n`;
}

/** RFC 4180, with a header line. */
export function hitsAsCsv({ hits }: CollectionResult): string {
  const rows = [
    FIELDS.map(([name]) => name),
    ...hits.map((hit) => FIELDS.map(([, value]) => quoted(value(hit)))),
  ];
  return `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** Spreadsheets would compute text that begins with one of these. */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Middle of the ring's corners along an axis, in degrees. */
function centre({ lonLat }: CollectionHit, axis: 0 | 1): number | null {
  if (lonLat === null) return null;
  return lonLat.slice(0, 4).reduce((sum, corner) => sum + corner[axis], 0) / 4;
}
