/** Layers of features as GeoJSON, CSV or GeoPackage. */
import { extname } from 'node:path';
import type { VectorLayer } from '../../../core/documents/vector-layer.ts';
import type { Host, VectorFileSpec } from '../../../core/host.ts';
import { csvText, csvTypes } from '../../../core/vector/csv-text.ts';
import { geoJsonText } from '../../../core/vector/geojson-text.ts';

export type LayerFormat = 'geojson' | 'csv' | 'gpkg';

export type AboutLayer = {
  /** Of the layer's CRS; null for one without a code. */
  readonly epsg: number | null;
  readonly geometry: VectorFileSpec['geometry'];
  /** Written once for the whole layer, where the format has a place for it. */
  readonly provenance: Readonly<Record<string, string | number | boolean>>;
};

/** Writes the layer atomically and returns the size of its main file in bytes. */
export async function writeLayer(
  host: Host,
  path: string,
  format: LayerFormat,
  layer: VectorLayer,
  { epsg, geometry, provenance }: AboutLayer,
  signal: AbortSignal,
): Promise<number> {
  switch (format) {
    case 'geojson':
      return written(host, path, utf8(geoJsonText(layer, epsg, { provenance })));
    case 'csv':
      return writeCsv(host, path, layer);
    case 'gpkg': {
      const metadata = Object.fromEntries(
        Object.entries(provenance).map(([name, value]) => [name, String(value)]),
      );
      const [file] = await host.vectors.encode(layer, { format, geometry, metadata }, signal);
      return written(host, path, file.bytes);
    }
  }
}

/** With the types of its columns and its CRS beside it, as GDAL and QGIS look for them. */
async function writeCsv(host: Host, path: string, layer: VectorLayer): Promise<number> {
  const stem = path.slice(0, path.length - extname(path).length);
  await host.storage.writeFile(`${stem}.csvt`, utf8(csvTypes(layer)));
  if (layer.crs !== null) await host.storage.writeFile(`${stem}.prj`, utf8(layer.crs.wkt));
  return written(host, path, utf8(csvText(layer)));
}

async function written({ storage }: Host, path: string, bytes: Uint8Array): Promise<number> {
  await storage.writeFile(path, bytes);
  return bytes.length;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
