/** Service that writes query results as layers, maps and pictures with provenance, and data sets as ZIP files. */
import { basename, extname, join } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import { EXPORT_FORMATS, EXPORT_PRODUCTS } from '../../../core/documents/export-products.ts';
import type { ExportPlan, ExportSpec } from '../../../core/documents/export-spec.ts';
import type { DatasetId, ModelId, QueryId, SceneId } from '../../../core/documents/ids.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import { windowsInWords } from '../../../core/documents/verdict.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { exportProbabilityCog } from '../../../core/export/map-cogs.ts';
import type { Provenance } from '../../../core/export/provenance.ts';
import { writeZip } from '../../../core/export/write-zip.ts';
import { crsOfEpsg } from '../../../core/geo/epsg-crs.ts';
import type { Host } from '../../../core/host.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import { unattended } from '../../../core/task.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { checkWritable } from '../../node/writable-target.ts';
import type { DatasetService } from '../datasets/dataset-service.ts';
import { purgeExports } from '../disk/spare-files.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { QueryService, RanQuery } from '../search/query-service.ts';
import type { SharpenService } from '../search/sharpen-service.ts';
import { checkSpec, filesOf, nameOf, plainName, storedName, withUsualEnding } from './export-files.ts';
import type { ExportContext, ExportPlace, ExportRequest, Written } from './export-request.ts';
import { checkNew, prepareTarget } from './export-target.ts';
import { madeNow, provenanceOf, termText } from './query-provenance.ts';
import { rasterSize, writeRaster } from './raster-export.ts';
import { stylePathOf } from './style-file.ts';
import { bestOf, exportedLayer, joined, writeVector } from './vector-export.ts';

export type ExportServiceParts = {
  readonly host: Host;
  /** Of files for download. */
  readonly folder: string;
  readonly scenes: SceneService;
  readonly models: ModelService;
  readonly queries: QueryService;
  readonly sharpening: SharpenService;
  readonly datasets: DatasetService;
};

export type ExportTarget = {
  /** The usual ending is added if it is missing. */
  readonly path: string;
  /** Whether files that exist may be replaced. */
  readonly replace: boolean;
};

export class ExportService {
  readonly #parts: ExportServiceParts;

  constructor(parts: ExportServiceParts) {
    this.#parts = parts;
  }

  /** What an export would give, before anything is written. Throws as `make` does. */
  async plan(
    query: QueryId,
    spec: ExportSpec,
    context: ExportContext,
    signal: AbortSignal,
  ): Promise<ExportPlan> {
    checkSpec(spec);
    const ran = this.#parts.queries.ran(query);
    // Outlines take passes of the model: those that the hits will get are counted as hits.
    const counted =
      spec.product === 'outlines' || spec.product === 'boxes' ? { ...spec, product: 'hits' as const } : spec;
    const request = await this.#request(ran, counted, context, '', signal);
    const isVector = EXPORT_PRODUCTS[spec.product].kind === 'vector';
    const { target } = request.place;
    const needsThreshold = spec.product === 'regions' && spec.threshold === null;
    const layer = isVector && !needsThreshold ? (await exportedLayer(this.#parts.host, request)).layer : null;
    return {
      name: nameOf(ran, spec),
      features: layer === null ? null : layer.features.length,
      size: isVector ? null : await rasterSize(request, (work) => this.#usingScene(ran, work)),
      best: bestOf(
        spec.product === 'regions' ? request.map.values : ran.result.hits.map(({ score }) => score),
      ),
      crs: target === null ? null : { name: target.name, epsg: target.epsg },
    };
  }

  /**
   * Writes an export of a query, each file atomically. Throws `NotFound` for a query that is no longer in memory, `InvalidInput` for a
   * spec that makes no sense, for a file that exists and may not be replaced, or if the target is the scene itself, `Unsupported` for a
   * CRS that the scene has not or cannot be converted to.
   */
  async make(
    query: QueryId,
    spec: ExportSpec,
    context: ExportContext,
    { path: asked, replace }: ExportTarget,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    checkSpec(spec);
    const ran = this.#parts.queries.ran(query);
    const path = withUsualEnding(asked, spec);
    await prepareTarget(this.#parts.host.storage, path, [this.#parts.scenes.pathOf(ran.result.scene)]);
    for (const each of filesOf(path, spec)) await checkWritable(each);
    // An ending that was added makes another file than the one whose replacement was allowed.
    if (!replace || path !== asked)
      await checkNew(this.#parts.host.storage, filesOf(path, spec), stylePathOf(path));
    const written = await this.#write(await this.#request(ran, spec, context, path, signal), signal);
    return { name: basename(path), url: '', ...written, note: notesOn(ran, written) };
  }

  /**
   * Writes to the data folder, for a browser to download from the returned address: a format of several files as a ZIP file.
   */
  async makeForDownload(
    query: QueryId,
    spec: ExportSpec,
    context: ExportContext,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    const { host, folder, queries } = this.#parts;
    await purgeExports(host.storage, folder, Date.now());
    const ran = queries.ran(query);
    const name = storedName(nameOf(ran, spec));
    const path = join(folder, name);
    const file = await this.make(query, spec, context, { path, replace: true }, signal);
    const style = file.style && { name: plainName(file.style.name), url: exportUrl(file.style.name) };
    const beside = filesOf(path, spec).filter((each) => each !== path && each !== stylePathOf(path));
    if (!EXPORT_FORMATS[spec.format].isPacked) {
      for (const each of beside) await host.storage.remove(each);
      return { ...file, name: plainName(name), url: exportUrl(name), style };
    }
    const styles = file.style === null ? [] : [stylePathOf(path)];
    return this.#zipped([path, ...beside, ...styles], file, signal);
  }

  /** Writes a data set as a ZIP file to `path`; null writes it to the data folder, for download from the returned address. */
  async makeDataset(id: DatasetId, path: string | null, signal: AbortSignal): Promise<ExportedFile> {
    const { name } = await this.#parts.datasets.detail(id);
    const file = withEnding(name.replace(/[^\p{L}\p{N}]+/gu, '-'), `-${id.slice(0, 8)}.zip`);
    const target = path ?? join(this.#parts.folder, file);
    await checkWritable(target);
    const bytes = await this.#parts.datasets.exportTo(id, target, signal);
    return {
      name: basename(target),
      url: path ? '' : exportUrl(file),
      bytes,
      style: null,
      features: null,
      note: null,
    };
  }

  /** Reads a file that `makeForDownload` or `makeDataset` wrote. */
  async read(name: string): Promise<Uint8Array> {
    if (name !== basename(name)) throw new InvalidInput(`${name} is not the name of an exported file`);
    return this.#parts.host.storage.readFile(join(this.#parts.folder, name));
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
    await prepareTarget(this.#parts.host.storage, path, [this.#parts.scenes.pathOf(request.scene)]);
    const { scenes, models, host } = this.#parts;
    const { description, raster } = await scenes.scene(request.scene);
    const { modelView } = await scenes.detail(request.scene);
    const { weightsSha256, precision } = await models.identity(request.model);
    const provenance: Provenance = {
      query: termText({ kind: 'text', text: request.text, weight: 1 }),
      model: request.model,
      modelSha256: weightsSha256,
      precision,
      scene: description.name,
      sceneIdentity: description.identity,
      askedArea: null,
      scalesPx: request.sizesPx,
      strideShare: 1,
      windows: request.windows,
      windowsPlanned: request.windows,
      modelView: modelViewText(modelView, description.sampleType),
      verdict: null,
      threshold: null,
      device: await models.deviceOf(request.model),
      sharpened: false,
      ...madeNow(),
    };
    const place = { affine: description.affine, geoTags: raster.geoTags };
    return exportProbabilityCog(host, path, map, place, provenance, { ...unattended(), signal });
  }

  async #request(
    query: RanQuery,
    spec: ExportSpec,
    context: ExportContext,
    path: string,
    signal: AbortSignal,
  ): Promise<ExportRequest> {
    const { sharpening } = this.#parts;
    const { id } = query.result;
    const needsOutlines = spec.product === 'outlines' || spec.product === 'boxes';
    const sharp =
      spec.sharpened || needsOutlines ? await sharpening.run(id, { ...unattended(), signal }) : null;
    const { threshold, sharpened } = spec;
    return {
      ...{ query, spec, context, path },
      place: await this.#place(query, spec),
      map: sharpened && sharp !== null ? sharpening.map({ query: id, isWhole: sharp.isWhole }) : query.map,
      outlines: sharp === null ? null : sharp.outlines,
      provenance: provenanceOf(query, { threshold, sharpened: sharp !== null }),
    };
  }

  async #place({ scene: { description, geoTags } }: RanQuery, spec: ExportSpec): Promise<ExportPlace> {
    const { affine, crs, name } = description;
    const own = { affine, crs: affine && crs, target: affine && crs, geoTags };
    if (spec.format === 'geojson' && own.crs === null)
      throw new Unsupported(
        `${name} has no coordinate reference system, which GeoJSON needs: export a GeoPackage, which keeps its pixel coordinates`,
      );
    if (spec.epsg === null || spec.epsg === own.crs?.epsg) {
      if (spec.format === 'geojson' && own.crs?.epsg === null)
        throw new Unsupported(
          `GeoJSON cannot name the coordinate reference system of ${name}, which has no EPSG code: export in WGS 84, or a GeoPackage`,
        );
      return own;
    }
    if (own.crs === null)
      throw new Unsupported(
        `${name} has no coordinate reference system that could be converted to EPSG:${spec.epsg}: export in the scene’s own coordinates`,
      );
    const target = await crsOfEpsg(this.#parts.host.crs, spec.epsg);
    return { ...own, target: target.crs, geoTags: target.geoTags };
  }

  #write(request: ExportRequest, signal: AbortSignal): Promise<Written> {
    const { host } = this.#parts;
    const task = { ...unattended(), signal };
    return EXPORT_PRODUCTS[request.spec.product].kind === 'vector'
      ? writeVector(host, request, task)
      : writeRaster(host, request, (work) => this.#usingScene(request.query, work), task);
  }

  /** Throws `InvalidInput` if the scene's pixels are no longer those of the query. */
  #usingScene<T>({ result, key }: RanQuery, work: (scene: Scene) => Promise<T>): Promise<T> {
    return this.#parts.scenes.using(result.scene, (scene) => {
      if (scene.description.identity !== key.sceneContent)
        throw new InvalidInput('the scene has changed since the question: ask again');
      return work(scene);
    });
  }

  async #zipped(paths: readonly string[], file: ExportedFile, signal: AbortSignal): Promise<ExportedFile> {
    const { storage } = this.#parts.host;
    const [main] = paths;
    const archive = `${main.slice(0, main.length - extname(main).length)}.zip`;
    const present: string[] = [];
    for (const path of paths) if (await storage.exists(path)) present.push(path);
    const members = present.map((path) => ({
      name: plainName(basename(path)),
      read: () => storage.readFile(path),
    }));
    const bytes = await writeZip(storage, archive, members, signal);
    for (const path of present) await storage.remove(path);
    const name = basename(archive);
    return { ...file, name: plainName(name), bytes, url: exportUrl(name), style: null };
  }
}

/** Joins the notes. A note on missing parts of the scene comes first. */
function notesOn({ result: { windows, windowsPlanned } }: RanQuery, { note }: Written): string | null {
  if (windows === windowsPlanned) return note;
  const partial = `the file shows only ${windowsInWords(windows, windowsPlanned)}, because the rest of the scene is not indexed: index it and ask again for a whole file`;
  return joined([partial, note]);
}
