/** Service that writes query results as georeferenced files with provenance, and data sets as ZIP files. */
import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import { EXPORT_PRODUCTS, type ExportProduct } from '../../../core/documents/export-products.ts';
import type { DatasetId, ModelId, QueryId, SceneId } from '../../../core/documents/ids.ts';
import type { SimilarityStyle } from '../../../core/documents/project.ts';
import type { HitReview } from '../../../core/documents/reviews.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { ExportedFile, QueryTerm } from '../../../core/documents/search.ts';
import { windowsInWords } from '../../../core/documents/verdict.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { exportProbabilityCog } from '../../../core/export/map-cogs.ts';
import type { Provenance } from '../../../core/export/provenance.ts';
import type { Host } from '../../../core/host.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import { unattended } from '../../../core/task.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { version } from '../../../package.json';
import { asCoreError } from '../../node/file-errors.ts';
import { checkWritable } from '../../node/writable-target.ts';
import type { DatasetService } from '../datasets/dataset-service.ts';
import { purgeExports } from '../disk/spare-files.ts';
import { sweepStaleBeside } from '../disk/stale-files.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { QueryService, RanQuery } from '../search/query-service.ts';
import { type Exported, fileAlone, placeOf } from './export-writer.ts';
import { stylePathOf } from './similarity-cog.ts';
import { WRITERS } from './writers.ts';

export type ExportOptions = {
  /** A cosine, for products that need a threshold. */
  readonly threshold: number | null;
  /** Becomes the QGIS style of a similarity map. */
  readonly style: SimilarityStyle;
  /** The analyst's reviews; those of the query's hits are exported with them. Absent: none. */
  readonly reviews?: readonly HitReview[];
};

export class ExportService {
  readonly #host: Host;
  readonly #folder: string;
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #queries: QueryService;
  readonly #datasets: DatasetService;

  constructor(
    host: Host,
    folder: string,
    scenes: SceneService,
    models: ModelService,
    queries: QueryService,
    datasets: DatasetService,
  ) {
    this.#datasets = datasets;
    this.#host = host;
    this.#folder = folder;
    this.#scenes = scenes;
    this.#models = models;
    this.#queries = queries;
  }

  /**
   * Writes `product` of a query to `path`, atomically. Throws `NotFound` for a query that is no longer in memory, `InvalidInput` for a
   * missing threshold or if `path` is the scene itself, `Unsupported` for GeoJSON of a scene without a CRS.
   */
  async make(
    query: QueryId,
    product: ExportProduct,
    options: ExportOptions,
    path: string,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    const ran = this.#queries.ran(query);
    await this.#checkTarget(path, ran.result.scene);
    if (product === 'similarity-cog') await checkWritable(stylePathOf(path));
    const threshold = EXPORT_PRODUCTS[product].needsThreshold ? options.threshold : null;
    const exported = await WRITERS[product](
      this.#host,
      {
        ...{ query: ran, path, threshold, style: options.style },
        ...{ reviews: options.reviews ?? [], provenance: provenanceOf(ran, threshold) },
      },
      { ...unattended(), signal },
    );
    return { name: basename(path), url: '', ...exported, note: notesOn(ran, exported) };
  }

  /** Writes the product to the data folder, for a browser to download from the returned address. */
  async makeForDownload(
    query: QueryId,
    product: ExportProduct,
    options: ExportOptions,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    await purgeExports(this.#host.storage, this.#folder, Date.now());
    const { scene } = this.#queries.ran(query).result;
    const stem = this.#scenes.nameOf(scene).replace(/\.[^.]*$/, '');
    const name = withEnding(stem, `-${query.slice(0, 8)}-${EXPORT_PRODUCTS[product].ending}`);
    const file = await this.make(query, product, options, join(this.#folder, name), signal);
    const style = file.style && { ...file.style, url: exportUrl(file.style.name) };
    return { ...file, url: exportUrl(name), style };
  }

  /** Writes a data set as a ZIP file to `path`; null writes it to the data folder, for download from the returned address. */
  async makeDataset(id: DatasetId, path: string | null, signal: AbortSignal): Promise<ExportedFile> {
    const { name } = await this.#datasets.detail(id);
    const file = withEnding(name.replace(/[^\p{L}\p{N}]+/gu, '-'), `-${id.slice(0, 8)}.zip`);
    const target = path ?? join(this.#folder, file);
    await checkWritable(target);
    const bytes = await this.#datasets.exportTo(id, target, signal);
    return { name: basename(target), url: path ? '' : exportUrl(file), ...fileAlone(bytes) };
  }

  /** Reads a file that `makeForDownload` or `makeDataset` wrote. */
  async read(name: string): Promise<Uint8Array> {
    if (name !== basename(name)) throw new InvalidInput(`${name} is not the name of an exported file`);
    return this.#host.storage.readFile(join(this.#folder, name));
  }

  /** Writes SeLo's probability map of a sentence as a GeoTIFF; returns its size in bytes. */
  async writeProbabilityMap(
    request: {
      readonly scene: SceneId;
      readonly model: ModelId;
      readonly text: string;
      readonly sizesPx: readonly number[];
      /** Number of windows scored. */
      readonly windows: number;
    },
    map: ByteMap,
    path: string,
    signal: AbortSignal,
  ): Promise<number> {
    await this.#checkTarget(path, request.scene);
    const { description, raster } = await this.#scenes.scene(request.scene);
    const { modelView } = await this.#scenes.detail(request.scene);
    const { weightsSha256, precision } = await this.#models.identity(request.model);
    const provenance: Provenance = {
      query: termText({ kind: 'text', text: request.text, weight: 1 }),
      model: request.model,
      modelSha256: weightsSha256,
      precision,
      scene: description.name,
      sceneIdentity: description.identity,
      scalesPx: request.sizesPx,
      strideShare: 1,
      windows: request.windows,
      windowsPlanned: request.windows,
      modelView: modelViewText(modelView, description.sampleType),
      verdict: null,
      threshold: null,
      ...madeNow(),
    };
    const place = placeOf({ description, geoTags: raster.geoTags });
    return exportProbabilityCog(this.#host, path, map, place, provenance, { ...unattended(), signal });
  }

  /** Creates the folder of `path`. Throws `InvalidInput` if `path` is the scene itself, which an export must not overwrite. */
  async #checkTarget(path: string, scene: SceneId): Promise<void> {
    const ownFolder = dirname(path);
    await mkdir(ownFolder, { recursive: true }).catch((error: unknown) => {
      throw asCoreError(error, ownFolder);
    });
    await checkWritable(path);
    await sweepStaleBeside(path);
    if (!(await this.#host.storage.exists(path))) return;
    if ((await realpath(path)) === (await realpath(this.#scenes.pathOf(scene))))
      throw new InvalidInput(`${path} is the scene itself and would be overwritten: choose another file`);
  }
}

/** Joins the notes. A note on missing parts of the scene comes first. */
function notesOn({ result: { windows, windowsPlanned } }: RanQuery, { note }: Exported): string | null {
  if (windows === windowsPlanned) return note;
  const partial = `the file shows only ${windowsInWords(windows, windowsPlanned)}, because the rest of the scene is not indexed: index it and ask again for a whole file`;
  return note === null ? partial : `${partial}; ${note}`;
}

/** Provenance of the index that answered; later changes of scene and model do not count. */
function provenanceOf({ result, key, scene }: RanQuery, threshold: number | null): Provenance {
  const { terms, model, grid, windows, windowsPlanned, verdict } = result;
  return {
    query: terms.map(termText).join(' '),
    model,
    modelSha256: key.model.weightsSha256,
    precision: key.model.precision,
    scene: scene.description.name,
    sceneIdentity: key.sceneContent,
    scalesPx: grid.sizesPx,
    strideShare: grid.strideShare,
    windows,
    windowsPlanned,
    modelView: key.modelView,
    verdict,
    threshold,
    ...madeNow(),
  };
}

function madeNow(): Pick<Provenance, 'program' | 'created'> {
  return { program: `Longsight ${version}`, created: new Date().toISOString() };
}

function termText(term: QueryTerm): string {
  const weight = term.weight === 1 ? '' : `${term.weight} × `;
  if (term.kind === 'text') return `${weight}"${term.text}"`;
  if (term.kind === 'window') return `${weight}${windowText(term.window)}`;
  return `${weight}mean(${term.windows.map(windowText).join(', ')})`;
}

function windowText({ col, row, widthPx, heightPx }: RasterWindow): string {
  return `window(${col}, ${row}, ${widthPx} x ${heightPx})`;
}
