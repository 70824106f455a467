/** Service that writes the embeddings of indexes as GeoParquet with STAC documents. */
import { basename, dirname, extname, join } from 'node:path';
import { fromHalves } from '../../../core/bytes/float16.ts';
import type { EmbeddingExport, ExportedEmbeddings } from '../../../core/documents/embeddings.ts';
import type { LonLatPolygon, RasterWindow } from '../../../core/documents/scene.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { partNames, removeAbandonedParts } from '../../../core/export/part-files.ts';
import { writeZip } from '../../../core/export/write-zip.ts';
import { applyAffine } from '../../../core/geo/affine.ts';
import { wgs84 } from '../../../core/geo/footprint.ts';
import { signedArea2 } from '../../../core/geo/geojson.ts';
import type { AppendFile, Host } from '../../../core/host.ts';
import type { PortableMeta } from '../../../core/portable/portable-meta.ts';
import { type Quantization, quantizationBound, quantizationOf } from '../../../core/portable/quantization.ts';
import { stacCollection, stacItem } from '../../../core/portable/stac-documents.ts';
import { EmbeddingsWriter } from '../../../core/portable/write-embeddings.ts';
import { segmentCount, windowAt } from '../../../core/search/grid.ts';
import { type IndexRecord, isValid } from '../../../core/search/index-file.ts';
import type { Task } from '../../../core/task.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { checkWritable } from '../../node/writable-target.ts';
import { purgeExports } from '../disk/spare-files.ts';
import { storedName } from '../export/export-files.ts';
import type { ExportTarget } from '../export/export-service.ts';
import { checkNew, prepareTarget } from '../export/export-target.ts';
import { madeNow } from '../export/query-provenance.ts';
import type { IndexedScene, IndexedScenes } from './indexed-scenes.ts';

const ENDING = '.parquet';

export class EmbeddingExports {
  readonly #host: Host;
  readonly #folder: string;
  readonly #indexed: IndexedScenes;

  /** `folder` holds files for download. */
  constructor(host: Host, folder: string, indexed: IndexedScenes) {
    this.#host = host;
    this.#folder = folder;
    this.#indexed = indexed;
  }

  /**
   * Writes `NAME.parquet`, `NAME.json` (STAC item) and `NAME-collection.json`. Throws `NotFound` if no scene is indexed, `InvalidInput` for files
   * that exist and may not be replaced.
   */
  async make(
    spec: EmbeddingExport,
    { path: asked, replace }: ExportTarget,
    task: Task,
  ): Promise<ExportedEmbeddings> {
    const { storage } = this.#host;
    const path = extname(asked).toLowerCase() === ENDING ? asked : `${asked}${ENDING}`;
    const { indexed, notIndexed } = await this.#indexed.of(spec.source, spec.model);
    const stem = path.slice(0, path.length - ENDING.length);
    const [item, collection] = [`${stem}.json`, `${stem}-collection.json`];
    const files = [path, item, collection];
    await prepareTarget(storage, path, []);
    for (const each of files) await checkWritable(each);
    if (!replace || path !== asked) await checkNew(storage, files, null);
    const meta = await this.#metaOf(spec, indexed, task);
    const { rows, bytes, box } = await this.#write(path, meta, indexed, task);
    const names = { parquet: basename(path), item: basename(item), collection: basename(collection) };
    const file = { ...names, rows, box };
    await this.#writeJson(item, stacItem(meta, file));
    await this.#writeJson(collection, stacCollection(meta, file));
    return {
      names: files.map((each) => basename(each)),
      ...{ bytes, rows, scenes: indexed.length, notIndexed },
      bound: meta.quantization === null ? null : quantizationBound(meta.quantization),
      url: '',
    };
  }

  /** Writes to the data folder, for a browser to download all files as one ZIP. */
  async makeForDownload(spec: EmbeddingExport, task: Task): Promise<ExportedEmbeddings> {
    const { storage } = this.#host;
    await purgeExports(storage, this.#folder, Date.now());
    const archive = join(this.#folder, storedName('embeddings.zip'));
    const folder = join(dirname(archive), `${basename(archive)}.files`);
    try {
      const made = await this.make(spec, { path: join(folder, 'embeddings.parquet'), replace: true }, task);
      const members = made.names.map((name) => ({ name, read: () => storage.readFile(join(folder, name)) }));
      const bytes = await writeZip(storage, archive, members, task.signal);
      return { ...made, bytes, url: exportUrl(basename(archive)) };
    } finally {
      await storage.remove(folder);
    }
  }

  async #metaOf(
    { int8 }: EmbeddingExport,
    indexed: readonly IndexedScene[],
    task: Task,
  ): Promise<PortableMeta> {
    const [{ scan }] = indexed;
    return {
      version: 1,
      ...madeNow(),
      model: scan.key.model,
      quantization: int8 ? await this.#quantization(indexed, task) : null,
      scenes: indexed.map(({ portable }) => portable),
    };
  }

  /** Over the range of all values. */
  async #quantization(indexed: readonly IndexedScene[], task: Task): Promise<Quantization> {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const [i, { scan }] of indexed.entries()) {
      task.report({ phase: 'measuring the range', done: i, total: indexed.length });
      for await (const record of scan.records(task.signal))
        for (const value of valid(record))
          for (const each of value) [least, most] = [Math.min(least, each), Math.max(most, each)];
    }
    if (!(least <= most)) throw new InvalidInput('the indexes have no embeddings: no window holds data');
    return quantizationOf(least, most);
  }

  async #write(path: string, meta: PortableMeta, indexed: readonly IndexedScene[], task: Task) {
    const { storage } = this.#host;
    await removeAbandonedParts(storage, path);
    const part = partNames(path)();
    let file: AppendFile | null = await storage.openAppend(part);
    try {
      const writer = new EmbeddingsWriter(file, meta);
      for (const [number, scene] of indexed.entries()) {
        task.report({ phase: 'writing embeddings', done: number, total: indexed.length });
        for await (const record of scene.scan.records(task.signal))
          await this.#addRecord(writer, scene, number, record);
      }
      const bytes = await writer.finish();
      await file.close();
      file = null;
      await storage.rename(part, path);
      return { rows: writer.count, bytes, box: writer.box };
    } finally {
      if (file !== null) await file.close();
      await storage.remove(part);
    }
  }

  async #addRecord(
    writer: EmbeddingsWriter,
    { scan, place }: IndexedScene,
    scene: number,
    record: IndexRecord,
  ): Promise<void> {
    const { grid } = scan.key;
    const segment = grid.segments[record.segment];
    const before = grid.segments.slice(0, record.segment).reduce((sum, each) => sum + segmentCount(each), 0);
    const windows = Array.from({ length: record.count }, (_, i) => windowAt(grid, segment, record.first + i));
    const places = place === null ? null : await this.#ringsOf(windows, place);
    for (const [i, window] of windows.entries()) {
      if (!isValid(record, i)) continue;
      const lonLat = places === null ? null : places[i];
      const windowNumber = before + record.first + i;
      await writer.add({ scene, windowNumber, window, lonLat, vector: vectorAt(record, i) });
    }
  }

  /** Corners in degrees, counterclockwise; null where PROJ fails. */
  async #ringsOf(
    windows: readonly RasterWindow[],
    { affine, wkt }: NonNullable<IndexedScene['place']>,
  ): Promise<readonly (LonLatPolygon | null)[]> {
    const corners = windows.flatMap(({ col, row, widthPx, heightPx }) =>
      [
        [col, row],
        [col, row + heightPx],
        [col + widthPx, row + heightPx],
        [col + widthPx, row],
      ].flatMap(([x, y]) => applyAffine(affine, x, y)),
    );
    const moved = await this.#host.crs.transform(wkt, wgs84, Float64Array.from(corners));
    return windows.map((_, i) => {
      const at = 8 * i;
      if (!moved.subarray(at, at + 8).every(Number.isFinite)) return null;
      const open = [0, 2, 4, 6].map((k) => [moved[at + k], moved[at + k + 1]] as const);
      const ring = [...open, open[0]];
      return signedArea2(ring) < 0 ? ring.toReversed() : ring;
    });
  }

  #writeJson(path: string, value: object): Promise<void> {
    return this.#host.storage.writeFile(
      path,
      new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`),
    );
  }
}

function* valid(record: IndexRecord): Generator<Float32Array> {
  for (let i = 0; i < record.count; i++) if (isValid(record, i)) yield vectorAt(record, i);
}

function vectorAt({ halves, count }: IndexRecord, i: number): Float32Array {
  const dim = halves.length / count;
  return fromHalves(halves.subarray(i * dim, (i + 1) * dim));
}
