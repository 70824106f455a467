/** Exports of hits, their outlines and regions as layers. */
import { extname } from 'node:path';
import { EXPORT_PRODUCTS } from '../../../core/documents/export-products.ts';
import { reviewOf } from '../../../core/documents/reviews.ts';
import type { VectorLayer } from '../../../core/documents/vector-layer.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { type ExportField, exportFields } from '../../../core/export/export-fields.ts';
import { painter } from '../../../core/export/paint-values.ts';
import {
  type ExportedHit,
  hitFeatures,
  overlaps,
  type PixelFeature,
  regionFeatures,
} from '../../../core/export/pixel-feature.ts';
import { placeLayer } from '../../../core/export/place-layer.ts';
import { provenanceValues } from '../../../core/export/provenance.ts';
import { vectorQml } from '../../../core/export/vector-qml.ts';
import { writeZip } from '../../../core/export/write-zip.ts';
import type { Host } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { kmlText } from '../../../core/vector/kml-text.ts';
import { PIXEL_AFFINE } from '../scenes/scene-detail.ts';
import { type ExportRequest, paintOf, type Written } from './export-request.ts';
import { writeStyle } from './style-file.ts';
import { writeLayer } from './write-layer.ts';

/** A text field of a Shapefile holds so many bytes. */
const SHAPEFILE_TEXT_BYTES = 254;

type ExportedLayer = { readonly layer: VectorLayer; readonly fields: readonly ExportField[] };

/** The features that the export would hold. Throws `InvalidInput` for regions without a threshold. */
export async function exportedLayer(host: Host, request: ExportRequest): Promise<ExportedLayer> {
  const { spec, place, provenance } = request;
  const isRegions = spec.product === 'regions';
  const fields = exportFields(isRegions ? 'region' : 'hit');
  const layer = await placeLayer(
    host.crs,
    { affine: place.affine ?? PIXEL_AFFINE, crs: place.crs, target: place.target },
    isRegions ? regionsOf(request) : hitsOf(request),
    {
      name: spec.product,
      fields,
      common: provenanceValues(provenance),
      leastArea: isRegions ? spec.leastArea : 0,
      ranked: isRegions,
    },
  );
  return { layer, fields };
}

export async function writeVector(host: Host, request: ExportRequest, task: Task): Promise<Written> {
  const { spec } = request;
  const exported = await exportedLayer(host, request);
  const features = exported.layer.features.length;
  const main = await writeFeatures(host, request, exported, task);
  const style =
    spec.format === 'csv'
      ? { style: null, note: null }
      : await writeStyle(host, request.path, vectorQml(geometryOf(request), paintOf(request)));
  const notes = [features === 0 ? noteEmpty(request) : null, main.note, style.note];
  return { ...main, style: style.style, features, note: joined(notes) };
}

/** Sentences that are not null, or null if there is none. */
export function joined(notes: readonly (string | null)[]): string | null {
  return notes.filter((note) => note !== null).join('; ') || null;
}

function geometryOf({ spec }: ExportRequest): 'points' | 'polygons' {
  return spec.product === 'points' ? 'points' : 'polygons';
}

function regionsOf({ query, map, spec }: ExportRequest): readonly PixelFeature[] {
  const { threshold, smoothing, extent } = spec;
  if (threshold === null) throw new InvalidInput('regions need a threshold (a cosine): set one first');
  return regionFeatures(map, query.scene.description, { threshold, smoothing, extent });
}

function hitsOf({ query, spec, context, outlines }: ExportRequest): readonly PixelFeature[] {
  const { product, threshold, extent } = spec;
  if (EXPORT_PRODUCTS[product].kind !== 'vector' || product === 'regions')
    throw new InvalidInput(`${product} is not made of hits`);
  const { scene, terms, hits } = query.result;
  const shown = hits.flatMap((hit, i): readonly ExportedHit[] => {
    if (threshold !== null && hit.score < threshold) return [];
    if (extent !== null && !overlaps(extent, hit.window)) return [];
    const review = reviewOf(context.reviews, { scene, terms, window: hit.window });
    return [{ hit, review, outline: outlines === null ? null : outlines[i] }];
  });
  return hitFeatures(shown, product as Parameters<typeof hitFeatures>[1]);
}

async function writeFeatures(
  host: Host,
  request: ExportRequest,
  { layer, fields }: ExportedLayer,
  { signal }: Task,
): Promise<Pick<Written, 'bytes' | 'note'>> {
  const { spec, path, provenance, place } = request;
  switch (spec.format) {
    case 'kmz':
      return { bytes: await writeKmz(host, request, layer, signal), note: null };
    case 'shp':
      return writeShapefile(host, request, layer, fields, signal);
    case 'geojson':
    case 'csv':
    case 'gpkg': {
      const { format } = spec;
      const epsg = place.target === null ? null : place.target.epsg;
      const about = { provenance: provenanceValues(provenance), epsg, geometry: geometryOf(request) };
      return { bytes: await writeLayer(host, path, format, layer, about, signal), note: null };
    }
    default:
      throw new InvalidInput(`${spec.format} is not a format for layers`);
  }
}

async function writeKmz(
  host: Host,
  request: ExportRequest,
  layer: VectorLayer,
  signal: AbortSignal,
): Promise<number> {
  const colourOf = painter({ ...paintOf(request), fadeLow: false, threshold: null });
  const at = (name: string) => layer.fields.findIndex((field) => field.name === name);
  const [rank, score] = [at('rank'), at('score')];
  const kml = kmlText(layer, request.provenance.query, ({ values }) => ({
    name: `${values[rank]} (${Number(values[score]).toFixed(3)})`,
    rgb: colourOf(Number(values[score])).rgb,
  }));
  const bytes = new TextEncoder().encode(kml);
  return writeZip(host.storage, request.path, [{ name: 'doc.kml', read: async () => bytes }], signal);
}

/** All files of the Shapefile under the name of `path`. */
async function writeShapefile(
  host: Host,
  request: ExportRequest,
  layer: VectorLayer,
  fields: readonly ExportField[],
  signal: AbortSignal,
): Promise<Pick<Written, 'bytes' | 'note'>> {
  const { layer: narrow, cut } = forShapefile(layer, fields);
  const encoding = { format: 'shp', geometry: geometryOf(request), metadata: {} } as const;
  const files = await host.vectors.encode(narrow, encoding, signal);
  const stem = request.path.slice(0, request.path.length - extname(request.path).length);
  let bytes = 0;
  // The part that programs open comes last, when the others are there.
  for (const file of files.toSorted((a, b) => Number(a.ending === 'shp') - Number(b.ending === 'shp'))) {
    const path = file.ending === 'shp' ? request.path : `${stem}.${file.ending}`;
    await host.storage.writeFile(path, file.bytes);
    bytes += file.bytes.length;
  }
  const note =
    cut.length === 0
      ? null
      : `a Shapefile holds ${SHAPEFILE_TEXT_BYTES} bytes of a text: ${cut.join(', ')} shortened; a GeoPackage keeps them whole`;
  return { bytes, note };
}

/** Short names, texts that fit, and times as text, which Shapefiles do not have. */
function forShapefile(
  layer: VectorLayer,
  fields: readonly ExportField[],
): { readonly layer: VectorLayer; readonly cut: readonly string[] } {
  const cut = new Set<string>();
  const features = layer.features.map((feature) => ({
    ...feature,
    values: feature.values.map((value, i) => {
      if (typeof value !== 'string') return value;
      const short = firstBytes(value, SHAPEFILE_TEXT_BYTES);
      if (short !== value) cut.add(fields[i].short);
      return short;
    }),
  }));
  const narrow = fields.map(({ short, type }) => ({
    name: short,
    type: type === 'datetime' ? ('text' as const) : type,
  }));
  return { layer: { ...layer, fields: narrow, features }, cut: [...cut] };
}

/** The longest start with at most so many bytes in UTF-8. */
function firstBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function noteEmpty({ spec, map, query }: ExportRequest): string {
  const scores = spec.product === 'regions' ? map.values : query.result.hits.map(({ score }) => score);
  const best = bestOf(scores);
  const what = spec.product === 'regions' ? 'region' : 'hit';
  if (spec.threshold !== null && best !== null && best < spec.threshold)
    return `no ${what} in the file: nothing reaches ${spec.threshold}; the best one scores ${best.toFixed(3)}`;
  return `no ${what} in the file`;
}

/** Null if no value is a number. */
export function bestOf(values: Iterable<number>): number | null {
  let best: number | null = null;
  for (const value of values) if (!Number.isNaN(value) && (best === null || value > best)) best = value;
  return best;
}
