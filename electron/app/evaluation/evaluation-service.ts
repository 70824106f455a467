/** Service for evaluations: checks, stores, runs and compares them. Each has a folder with its request, its report and where its pictures are. */
import { basename, join } from 'node:path';
import type {
  EvaluationCheck,
  EvaluationRequest,
  EvaluationSummary,
  ReportProduct,
} from '../../../core/documents/evaluation.ts';
import type { EvaluationComparison, EvaluationReport } from '../../../core/documents/evaluation-report.ts';
import { evaluationRequest } from '../../../core/documents/evaluation-shapes.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import { array, atLeast, literal, string } from '../../../core/documents/shape.ts';
import { nameInId } from '../../../core/documents/stamped-id.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { compareReports } from '../../../core/evaluation/compare.ts';
import { mainFigure } from '../../../core/evaluation/main-figure.ts';
import { parseReport } from '../../../core/evaluation/parse-report.ts';
import type { Faults } from '../../../core/faults.ts';
import { DamagedFile, readStateFile, readStateText } from '../../../core/state-file.ts';
import type { Task } from '../../../core/task.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { EmbeddingCache } from './embedding-cache.ts';
import { type Evaluated, evaluate } from './evaluate.ts';
import type { DataPlace, EvaluationRoom } from './evaluation-room.ts';
import { type HeldOutFolders, heldOutList } from './held-out-list.ts';
import { pictureKeys } from './picture-keys.ts';
import { prepareTask } from './prepare-task.ts';
import { reportFile } from './report-file.ts';

const REQUEST_FILE = 'request.json';
const REPORT_FILE = 'report.json';
const PICTURES_FILE = 'pictures.json';

type Stored = { readonly request: EvaluationRequest; readonly createdAt: string };
const storedRequest = atLeast({ version: literal(1), createdAt: string(64), request: evaluationRequest });
const picturePaths = array(string(32_768), 10_000_000);

export class EvaluationService {
  readonly #room: EvaluationRoom;
  readonly #folders: Omit<HeldOutFolders, 'evaluations'>;
  readonly #faults: Faults;

  /** `folders` are those of the data sets that were collected in the application, and of the runs. */
  constructor(room: EvaluationRoom, folders: Omit<HeldOutFolders, 'evaluations'>, faults: Faults) {
    this.#room = room;
    this.#folders = folders;
    this.#faults = faults;
  }

  /** What the data have for the task, and what is missing. Throws as `prepareTask` does. */
  async check({ model, data, task: settings }: EvaluationRequest, task: Task): Promise<EvaluationCheck> {
    const { models, host, folder } = this.#room;
    const prepared = await prepareTask(this.#room, await this.#placeOf(data), settings, task.signal);
    const { form, names, paths, texts, splits, errors, notes } = prepared.data;
    const identity = await models.identity(model);
    const isStored = await EmbeddingCache.stored(host.storage, folder, identity);
    const ofPictures = settings.kind !== 'localization' && settings.kind !== 'presence';
    const encoded = ofPictures ? (await pictureKeys(host.storage, paths, task)).filter(isStored).length : 0;
    const seconds = ofPictures ? (names.length - encoded) / (await models.windowsPerSecond(model)) : null;
    return { form, images: names.length, texts, splits, errors, notes, encoded, seconds };
  }

  /** What is missing, without reading a picture; empty if nothing is. Throws as `prepareTask` does. */
  async missing({ data, task }: EvaluationRequest, signal: AbortSignal): Promise<readonly string[]> {
    return (await prepareTask(this.#room, await this.#placeOf(data), task, signal)).data.errors;
  }

  /** Stores the request. Throws as `prepareTask` does, so that data of another form are refused at once. */
  async create(request: EvaluationRequest, signal: AbortSignal): Promise<EvaluationId> {
    await prepareTask(this.#room, await this.#placeOf(request.data), request.task, signal);
    const createdAt = new Date().toISOString();
    const stem = `${request.task.kind}-${request.model}-${createdAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
    const { storage } = this.#room.host;
    let id = stem as EvaluationId;
    for (let i = 2; await storage.exists(this.#file(id, REQUEST_FILE)); i++)
      id = `${stem}-${i}` as EvaluationId;
    await this.#write(id, REQUEST_FILE, { version: 1, createdAt, request });
    return id;
  }

  /** Newest first. A folder whose request is damaged is left out and noted. */
  async list(): Promise<readonly EvaluationSummary[]> {
    const found: EvaluationSummary[] = [];
    const { storage } = this.#room.host;
    for (const name of await storage.list(this.#room.folder)) {
      const id = name as EvaluationId;
      try {
        const stored = await this.#stored(id);
        if (stored !== null) found.push(await this.#summary(id, stored));
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        this.#faults.note(
          this.#file(id, REQUEST_FILE),
          `${error.message}: the evaluation is left out: remove its folder`,
        );
      }
    }
    return found.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** Files and folders that evaluations measured or will measure; null if a damaged request hides one. */
  async dataPaths(): Promise<readonly string[] | null> {
    const paths: string[] = [];
    for (const name of await this.#room.host.storage.list(this.#room.folder)) {
      try {
        const stored = await this.#stored(name as EvaluationId);
        if (stored !== null && stored.request.data.kind === 'path') paths.push(stored.request.data.path);
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        return null;
      }
    }
    return paths;
  }

  /** Throws `NotFound` until the evaluation is done. */
  async report(id: EvaluationId): Promise<EvaluationReport> {
    const report = await this.#reportOrNull(id);
    if (report === null) throw new NotFound(`evaluation ${id} has no report yet: run it first`);
    return report;
  }

  /** Runs a stored evaluation. What an interrupted run has encoded is not encoded again. */
  async run(id: EvaluationId, task: Task): Promise<void> {
    const { request } = await this.#known(id);
    const { report, paths } = await this.evaluate(request, task);
    await this.#write(id, PICTURES_FILE, paths);
    await this.#write(id, REPORT_FILE, report);
  }

  /** Runs an evaluation without storing its report. */
  async evaluate({ model, data, task: settings }: EvaluationRequest, task: Task): Promise<Evaluated> {
    return evaluate(this.#room, await this.#placeOf(data), model, settings, task);
  }

  /** Throws `InvalidInput` for reports of different tasks. */
  async compare(a: EvaluationId, b: EvaluationId): Promise<EvaluationComparison> {
    return compareReports(await this.report(a), await this.report(b));
  }

  /** Path of a picture of a finished evaluation. */
  async picture(id: EvaluationId, picture: number): Promise<string> {
    await this.#known(id);
    const paths = await readStateFile(this.#room.host.storage, this.#file(id, PICTURES_FILE), picturePaths);
    const path = paths?.[picture];
    if (path === undefined)
      throw new NotFound(`${this.#file(id, PICTURES_FILE)}: names no picture ${picture} of the evaluation`);
    return path;
  }

  /** Writes the report to `path` or, with null, into the folder of files for download. */
  async exportReport(id: EvaluationId, product: ReportProduct, path: string | null): Promise<ExportedFile> {
    const report = await this.report(id);
    const { host, exports } = this.#room;
    const bytes = await reportFile(this.#room, report, product);
    const target = path ?? join(exports, `${id}.${product}`);
    await host.storage.writeFile(target, bytes);
    const name = basename(target);
    const url = path === null ? exportUrl(name) : '';
    return { name, bytes: bytes.length, url, style: null, note: null, features: null };
  }

  async remove(id: EvaluationId): Promise<void> {
    await this.#known(id);
    await this.#room.host.storage.remove(join(this.#room.folder, id));
  }

  async #summary(id: EvaluationId, { request, createdAt }: Stored): Promise<EvaluationSummary> {
    const report = await this.#readableReport(id);
    return {
      id,
      task: request.task.kind,
      model: request.model,
      data: nameOf(request.data),
      state: report === null ? 'new' : 'done',
      createdAt,
      figure: report === null ? null : mainFigure(report),
    };
  }

  /** Null, and noted, for a report that is damaged or of a later version: the evaluation can be run again. */
  async #readableReport(id: EvaluationId): Promise<EvaluationReport | null> {
    const about = this.#file(id, REPORT_FILE);
    try {
      const report = await this.#reportOrNull(id);
      this.#faults.clear(about);
      return report;
    } catch (error) {
      if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
      this.#faults.note(about, `${error.message}: run the evaluation again, or remove it`);
      return null;
    }
  }

  async #reportOrNull(id: EvaluationId): Promise<EvaluationReport | null> {
    const path = this.#file(id, REPORT_FILE);
    const text = await readStateText(this.#room.host.storage, path);
    return text === null ? null : parseReport(text, path);
  }

  async #known(id: EvaluationId): Promise<Stored> {
    const stored = await this.#stored(id);
    if (stored === null) throw new NotFound(`there is no evaluation ${id}`);
    return stored;
  }

  #stored(id: EvaluationId): Promise<Stored | null> {
    return readStateFile(this.#room.host.storage, this.#file(id, REQUEST_FILE), storedRequest);
  }

  async #placeOf(data: EvaluationRequest['data']): Promise<DataPlace> {
    if (data.kind === 'path') return data;
    if (data.kind === 'collected')
      return { path: join(this.#folders.datasets, data.dataset, 'pairs.jsonl'), pictures: 'beside' };
    const folders = { ...this.#folders, evaluations: this.#room.folder };
    // The run has checked which pictures its own list may name.
    return { path: await heldOutList(this.#room.host.storage, folders, data.run), pictures: 'anywhere' };
  }

  #file(id: EvaluationId, name: string): string {
    return join(this.#room.folder, id, name);
  }

  #write(id: EvaluationId, name: string, value: unknown): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    return this.#room.host.storage.writeFile(this.#file(id, name), bytes);
  }
}

function nameOf(data: EvaluationRequest['data']): string {
  switch (data.kind) {
    case 'path':
      return basename(data.path);
    case 'collected':
      return data.dataset;
    case 'held-out':
      return `held out by ${nameInId(data.run)}`;
  }
}
