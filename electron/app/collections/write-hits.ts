/** Hits of a collection as one file: GeoPackage, GeoJSON or CSV, in longitude and latitude. */
import type { CollectionHit, CollectionResult, HitFileFormat } from '../../../core/documents/collection.ts';
import type { HitReview } from '../../../core/documents/reviews.ts';
import type { FieldType, VectorLayer } from '../../../core/documents/vector-layer.ts';
import { crsOfEpsg } from '../../../core/geo/epsg-crs.ts';
import type { Host } from '../../../core/host.ts';

/** A hit of a collection or of a team store. */
export type WrittenHit = Omit<CollectionHit, 'sceneId'>;
export type WrittenHits<H extends WrittenHit = WrittenHit> = Pick<CollectionResult, 'terms' | 'model'> & {
  readonly hits: readonly H[];
};

export type Review = Pick<HitReview, 'judgement' | 'note'>;
/** The user's review of a hit; null if there is none. */
export type ReviewOf<H extends WrittenHit = WrittenHit> = (hit: H) => Review | null;

type ReviewedHits = WrittenHits<WrittenHit & { readonly review: Review | null }>;
type Value = (hit: ReviewedHits['hits'][number]) => string | number | null;
type Field = readonly [name: string, type: FieldType, value: Value];

// biome-ignore format: a line for each field
const FIELDS: readonly Field[] = [
  ['rank', 'integer', ({ rank }) => rank],
  ['score', 'real', ({ score }) => score],
  ['scene', 'text', ({ scene }) => scene],
  ['date', 'text', ({ date }) => date],
  ['path', 'text', ({ path }) => path],
  ['col', 'integer', ({ window: win }) => win.col],
  ['row', 'integer', ({ window: win }) => win.row],
  ['width_px', 'integer', ({ window: win }) => win.widthPx],
  ['height_px', 'integer', ({ window: win }) => win.heightPx],
  ['merged', 'integer', ({ merged }) => merged],
  ['lon', 'real', (hit) => centre(hit, 0)],
  ['lat', 'real', (hit) => centre(hit, 1)],
  ['review', 'text', ({ review }) => review?.judgement ?? null],
  ['note', 'text', ({ review }) => (review === null || review.note === '' ? null : review.note)],
];

export async function encodeHits(
  host: Host,
  { hits, ...question }: WrittenHits,
  reviewOf: ReviewOf,
  format: HitFileFormat,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const result = { ...question, hits: hits.map((hit) => ({ ...hit, review: reviewOf(hit) })) };
  switch (format) {
    case 'geojson':
      return new TextEncoder().encode(hitsAsGeoJson(result));
    case 'csv':
      return new TextEncoder().encode(hitsAsCsv(result));
    case 'gpkg': {
      const metadata = { query: JSON.stringify(result.terms), model: result.model };
      const { crs } = await crsOfEpsg(host.crs, 4326);
      const layer = hitsLayer(result, crs);
      const [file] = await host.vectors.encode(layer, { format, geometry: 'polygons', metadata }, signal);
      return file.bytes;
    }
  }
}

/** RFC 7946: rings in longitude and latitude; a hit of a scene without a place has no geometry. */
function hitsAsGeoJson({ hits, terms, model }: ReviewedHits): string {
  const features = hits.map((hit) => ({
    type: 'Feature',
    properties: Object.fromEntries(FIELDS.map(([name, , value]) => [name, value(hit)])),
    geometry: hit.lonLat === null ? null : { type: 'Polygon', coordinates: [hit.lonLat] },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', query: terms, model, features })}\n`;
}

/** RFC 4180, with a header line. */
function hitsAsCsv({ hits }: ReviewedHits): string {
  const rows = [
    FIELDS.map(([name]) => name),
    ...hits.map((hit) => FIELDS.map(([, , value]) => quoted(value(hit)))),
  ];
  return `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}

function hitsLayer({ hits }: ReviewedHits, crs: VectorLayer['crs']): VectorLayer {
  return {
    name: 'hits',
    crs,
    fields: FIELDS.map(([name, type]) => ({ name, type })),
    features: hits.map((hit) => ({
      number: hit.rank,
      geometry: hit.lonLat === null ? null : { kind: 'polygons', polygons: [[hit.lonLat]] },
      values: FIELDS.map(([, , value]) => value(hit)),
    })),
  };
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
function centre({ lonLat }: WrittenHit, axis: 0 | 1): number | null {
  if (lonLat === null) return null;
  return lonLat.slice(0, 4).reduce((sum, corner) => sum + corner[axis], 0) / 4;
}
