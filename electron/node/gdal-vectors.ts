/** Vector files, read and made by GDAL in WebAssembly: one thread for each file, killed on an abort or after a time limit. */

import { readdir } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import type { VectorLayer, VectorLayerSummary } from '../../core/documents/vector-layer.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { VectorFile, VectorFileSpec, VectorFiles } from '../../core/host.ts';
import { csvText, csvTypes } from '../../core/vector/csv-text.ts';
import { aloneInWorker } from './alone-in-worker.ts';
import { asCoreError } from './file-errors.ts';

const LIMIT_MS = 120_000;
/** Enough for the areas and annotations of a project; more would hold the core for seconds. */
const MOST_FEATURES = 100_000;
/** As GeoJSON text, 20 bytes a coordinate. */
const MOST_TEXT_BYTES = 128 * 2 ** 20;

export class GdalVectors implements VectorFiles {
  readonly #entry: URL;

  constructor(workerEntry: URL) {
    this.#entry = workerEntry;
  }

  async layersOf(path: string, signal: AbortSignal): Promise<readonly VectorLayerSummary[]> {
    return (await this.#ask(
      path,
      { layer: null, summaryOnly: true },
      signal,
    )) as readonly VectorLayerSummary[];
  }

  async read(path: string, layer: string | null, signal: AbortSignal): Promise<VectorLayer> {
    return (await this.#ask(path, { layer, summaryOnly: false }, signal)) as VectorLayer;
  }

  async encode(
    layer: VectorLayer,
    { format, geometry, metadata }: VectorFileSpec,
    signal: AbortSignal,
  ): Promise<readonly VectorFile[]> {
    const write = {
      csv: csvText(layer),
      types: csvTypes(layer),
      wkt: layer.crs === null ? null : layer.crs.wkt,
      name: layer.name,
      format,
      geometry: geometry === 'points' ? 'POINT' : 'MULTIPOLYGON',
      metadata,
    };
    return (await aloneInWorker(this.#entry, LIMIT_MS, { write }, signal)) as readonly VectorFile[];
  }

  async #ask(path: string, request: object, signal: AbortSignal): Promise<unknown> {
    await checkWhole(path);
    const limits = { mostFeatures: MOST_FEATURES, mostTextBytes: MOST_TEXT_BYTES };
    try {
      const vectors = { path, ...request, ...limits };
      return await aloneInWorker(this.#entry, LIMIT_MS, { vectors }, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof Error ? new InvalidInput(`${path}: ${error.message}`, { cause: error }) : error;
    }
  }
}

/** Throws `NotFound` for a file that does not exist, `InvalidInput` for a Shapefile without its other parts. */
async function checkWhole(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch((error: unknown) => {
    throw asCoreError(error, path);
  });
  const name = basename(path);
  if (!names.includes(name)) throw new InvalidInput(`${path}: no such file`);
  if (extname(name).toLowerCase() !== '.shp') return;
  const stem = name.slice(0, -4).toLowerCase();
  const present = new Set(names.map((each) => each.toLowerCase()));
  const missing = ['.shx', '.dbf'].filter((ending) => !present.has(`${stem}${ending}`));
  if (missing.length > 0)
    throw new InvalidInput(
      `${path}: ${missing.map((ending) => `${stem}${ending}`).join(' and ')} missing beside it: copy all files of the Shapefile (.shp, .shx, .dbf, .prj)`,
    );
}
