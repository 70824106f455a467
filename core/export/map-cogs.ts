/** Export of maps as GeoTIFF: the similarity map as float cells, the probability map as bytes at full resolution. */
import type { Affine } from '../documents/scene.ts';
import { cellAffine } from '../geo/affine.ts';
import type { GeoTags } from '../geo/geo-tags.ts';
import type { Host } from '../host.ts';
import type { SimilarityMap } from '../search/similarity-map.ts';
import type { ByteMap } from '../selo/byte-map.ts';
import type { Task } from '../task.ts';
import { type Provenance, provenanceTexts } from './provenance.ts';
import { writeCog } from './write-cog.ts';

/** Georeferencing of the exported map: transform and CRS tags of the scene. */
export type ScenePlace = {
  /** Null for a scene without georeferencing; the file then has none either. */
  readonly affine: Affine | null;
  readonly geoTags: GeoTags;
};

/** Number of rows passed to the writer at a time. */
const rowsAtOnce = 256;

/** Writes raw cosines, NaN where there is no window; a cell is `map.cellPx` scene pixels. Returns the file size in bytes. */
export function exportSimilarityCog(
  host: Pick<Host, 'storage' | 'codecs'>,
  path: string,
  map: SimilarityMap,
  place: ScenePlace,
  provenance: Provenance,
  task: Task,
): Promise<number> {
  const { cellPx, columns, rows, values } = map;
  const spec = {
    widthPx: columns,
    heightPx: rows,
    sampleType: 'float32',
    affine: place.affine === null ? null : cellAffine(place.affine, 0, 0, cellPx, cellPx),
    geoTags: place.geoTags,
    items: { ...provenanceTexts(provenance), product: 'similarity map (cosine)', cell_px: String(cellPx) },
  } as const;
  return writeCog(host, path, spec, rowsOf(values, columns), task);
}

/** Writes SeLo's 8-bit probability map, one byte per scene pixel. Returns the file size in bytes. */
export function exportProbabilityCog(
  host: Pick<Host, 'storage' | 'codecs'>,
  path: string,
  map: ByteMap,
  place: ScenePlace,
  provenance: Provenance,
  task: Task,
): Promise<number> {
  const spec = {
    widthPx: map.widthPx,
    heightPx: map.heightPx,
    sampleType: 'uint8',
    affine: place.affine,
    geoTags: place.geoTags,
    items: { ...provenanceTexts(provenance), product: 'SeLo probability map (0-255)' },
  } as const;
  return writeCog(host, path, spec, rowsOf(map.values, map.widthPx), task);
}

function* rowsOf<T extends Float32Array | Uint8Array>(values: T, widthPx: number): Generator<T> {
  for (let at = 0; at < values.length; at += rowsAtOnce * widthPx)
    yield values.subarray(at, at + rowsAtOnce * widthPx) as T;
}
