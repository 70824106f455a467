/** Service for the models on this machine, the bundled starter and imported ones: lists, imports, removes and runs them. */
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import type { DeviceReport } from '../../../core/documents/app.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type {
  Activation,
  CheckpointSummary,
  Leftover,
  ModelSummary,
  Precision,
} from '../../../core/documents/model.ts';
import type { TokenCount } from '../../../core/documents/search.ts';
import { type Encoder, embeddingIdentity, type ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { abortable } from '../../../core/search/abortable.ts';
import type { Calibration } from '../../../core/search/calibration.ts';
import { type Task, unattended } from '../../../core/task.ts';
import { openCheckpoint } from '../../../models/checkpoint/checkpoint-files.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { selfTest } from '../../../models/encoder/self-test.ts';
import { type ImportOptions, importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import {
  CONFIG_FILE,
  checkModelName,
  listModels,
  type ModelFolder,
  openModelFolder,
} from '../../../models/folder/model-folder.ts';
import { openStarterModel, STARTER_NAME } from '../../../models/folder/starter-model.ts';
import { openTokenizer } from '../../../models/folder/vocabulary.ts';
import type { Conventions } from '../../../models/preprocess/conventions.ts';
import { siglipProbability } from '../../../models/siglip/probability.ts';
import { EngineError } from '../../engine/engine-error.ts';
import { threadCount } from '../../engine/thread-count.ts';
import { DEVICE_NAMES } from '../devices/device-candidates.ts';
import type { DeviceService } from '../devices/device-service.ts';
import { takeLock, waitForLock } from '../disk/lock-file.ts';
import { measureSpeed } from './measure-speed.ts';
import { ModelPrecisions } from './model-precisions.ts';
import { ModelShelf, type TrainingProvenance } from './model-shelf.ts';
import type { PrecisionWindows } from './precision-windows.ts';
import { summarizeCheckpoint } from './summarize-checkpoint.ts';

const STARTER = STARTER_NAME as ModelId;
const SPEED_FILE = 'speed.json';
/** Time to wait for another process that is importing the starter, which takes seconds. */
const STARTER_PATIENCE_MS = 60_000;
type Running = { readonly folder: ModelFolder; readonly encoder: Encoder };

export class ModelService {
  readonly #storage: Storage;
  readonly #devices: DeviceService;
  readonly #folder: string;
  readonly #starterFolder: string;
  readonly #shelf: ModelShelf;
  readonly #precisions: ModelPrecisions;
  readonly #running = new Map<ModelId, { readonly key: string; readonly starting: Promise<Running> }>();
  #starter: Promise<void> | null = null;

  constructor(
    storage: Storage,
    devices: DeviceService,
    folder: string,
    starterFolder: string,
    precisionWindows: PrecisionWindows,
  ) {
    this.#storage = storage;
    this.#devices = devices;
    this.#folder = folder;
    this.#starterFolder = starterFolder;
    this.#shelf = new ModelShelf(storage, folder, starterFolder);
    this.#precisions = new ModelPrecisions(
      storage,
      async (model, signal) => {
        // Speeds decide on the precision, so they must be measured on the best device.
        await abortable(devices.tried(model), signal);
        return (await this.#open(model, signal)).encoder;
      },
      precisionWindows,
    );
  }

  /** All models, the starter first, then by name. Damaged folders are left out; see `damaged`. */
  async list(): Promise<readonly ModelSummary[]> {
    await this.#ensureStarter();
    const found = await listModels(this.#storage, this.#folder);
    const models = found.filter((each) => each.kind === 'model').map(({ model }) => model);
    const summaries = await Promise.all(models.map((model) => this.#shelf.summary(model)));
    return summaries.toSorted(
      (a, b) => Number(b.isStarter) - Number(a.isStarter) || a.name.localeCompare(b.name),
    );
  }

  /** The model with this name; null for the starter. Throws `NotFound`, listing the available models. */
  async find(name: string | null): Promise<ModelId> {
    const id = (name ?? STARTER) as ModelId;
    const models = await this.list();
    if (!models.some((model) => model.id === id))
      throw new NotFound(
        `there is no model "${id}"; available models: ${models.map((model) => model.id).join(', ')}`,
      );
    return id;
  }

  async identity(id: ModelId): Promise<ModelIdentity> {
    return (await this.folderOf(id)).identity;
  }

  /** The model's encoder; the first call loads the model into the engine. */
  async encoder(id: ModelId): Promise<Encoder> {
    return (await this.#run(id)).encoder;
  }

  async tokenize(id: ModelId, text: string): Promise<TokenCount & { readonly ids: readonly number[] }> {
    const folder = await this.folderOf(id);
    const { identity, config } = folder;
    const { promptPrefix } = config.conventions;
    const tokenize = await openTokenizer(this.#storage, folder);
    const { ids, count, limit, truncated, cutPoint } = tokenize(text, identity.contextLength, promptPrefix);
    return { ids, count, limit, truncated, cutAt: cutPoint ?? text.length };
  }

  /** The model's own probability of a cosine between a picture and a sentence; null for a model that gives only cosines. */
  async probability(id: ModelId): Promise<((cosine: number) => number) | null> {
    const { config } = await this.folderOf(id);
    return config.family === 'clip' ? null : (cosine) => siglipProbability(cosine, config);
  }

  /** Speed on this machine. Measured at the first call and after a change of device or precision, and stored beside the model. */
  async windowsPerSecond(id: ModelId): Promise<number> {
    const { folder, encoder } = await this.#run(id);
    const device = this.#devices.device(folder);
    const path = join(this.#folder, id, SPEED_FILE);
    const known = (await this.#storage.exists(path))
      ? speedOf(await this.#storage.readFile(path), device, folder.identity.precision)
      : null;
    if (known !== null) return known;
    const measured = await measureSpeed(encoder);
    // If a better device was found meanwhile, the measurement may be of both: good enough for an estimate, but not to be stored.
    if (this.#devices.device(folder) === device) {
      const { precision } = folder.identity;
      const text = JSON.stringify({ device, precision, windowsPerSecond: measured });
      await this.#storage.writeFile(path, new TextEncoder().encode(text));
    }
    return measured;
  }

  /** Devices, as they apply to the model that was loaded last, or to the starter if none was. */
  async device(): Promise<DeviceReport> {
    await this.#ensureStarter();
    const last = [...this.#running.values()].at(-1)?.starting ?? this.#run(STARTER);
    const { folder } = await last;
    const devices = this.#devices.status(folder);
    const device = this.#devices.device(folder);
    return {
      name: DEVICE_NAMES[device],
      detail:
        device === 'cpu'
          ? `${threadCount()} threads, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`
          : this.#devices.drivers.join('; ') || process.platform,
      choice: this.#devices.choice,
      isOverridden: this.#devices.isOverridden,
      devices,
    };
  }

  /**
   * Imports a checkpoint file as model `name`, in the fastest precision that agrees with float32 on this machine. Throws `InvalidInput`
   * or `Unsupported` for a file that cannot be imported or whose towers give no sensible result, `Busy` if the name is being imported already.
   */
  async importFile(
    path: string,
    name: string,
    task: Task,
    options: ImportOptions = {},
  ): Promise<ModelSummary> {
    checkModelName(name);
    await this.checkIsFree(name);
    const lock = await takeLock(join(this.#folder, `.${name}.lock`), `model ${name}`);
    try {
      const files = await openCheckpoint(this.#storage, path);
      try {
        const model = await importCheckpoint(files, this.#storage, this.#folder, name, task, options);
        await this.#testTowers(model, files.name, task);
        return await this.#shelf.summary(await this.#chosenPrecision(model, task));
      } finally {
        await files.close();
      }
    } finally {
      await lock.release();
    }
  }

  /** Imports a run's checkpoint as model `name` and stores `provenance` beside it. */
  async importTrained(
    path: string,
    name: string,
    provenance: TrainingProvenance,
    trained: { readonly activation: Activation; readonly conventions: Conventions },
    task: Task,
  ): Promise<ModelSummary> {
    await this.importFile(path, name, task, trained);
    await this.#shelf.storeProvenance(name as ModelId, provenance);
    return this.#shelf.summary(await this.folderOf(name as ModelId));
  }

  /**
   * Changes the model's precision, after checking it unless it has passed before. Indexes of other precisions are kept, but cannot be
   * searched until the model returns to theirs. Throws `Unsupported` with the figures if the check fails.
   */
  async setPrecision(id: ModelId, precision: Precision, task: Task): Promise<ModelSummary> {
    const lock = await takeLock(join(this.#folder, `.${basename(id)}.lock`), `model ${id}`);
    try {
      const model = await this.folderOf(id);
      return await this.#shelf.summary(
        precision === 'fp32'
          ? await this.#precisions.chooseFloat(model)
          : await this.#precisions.choose(model, precision, task),
      );
    } finally {
      await lock.release();
    }
  }

  /** Throws `InvalidInput` if the name is in use. */
  async checkIsFree(name: string): Promise<void> {
    if (name === STARTER) throw new InvalidInput(`"${STARTER}" is the bundled model: choose another name`);
    if ((await this.#storage.list(join(this.#folder, name))).length > 0)
      throw new InvalidInput(`a model named ${name} already exists: choose another name, or remove it first`);
  }

  /** Describes a checkpoint file before it is imported. Throws `InvalidInput` or `Unsupported` if it cannot be. */
  async inspect(path: string): Promise<CheckpointSummary> {
    return summarizeCheckpoint(this.#storage, path, new Set(await this.#storage.list(this.#folder)));
  }

  /** Removes a model, even a damaged one. Throws `InvalidInput` for the starter, `NotFound` if there is no such model. */
  async remove(id: ModelId): Promise<void> {
    if (id === STARTER) throw new InvalidInput('the bundled starter model cannot be removed');
    checkModelName(id);
    const path = join(this.#folder, id);
    if (!(await this.#storage.exists(join(path, CONFIG_FILE)))) throw new NotFound(`there is no model ${id}`);
    this.#running.delete(id);
    await this.#storage.remove(path);
  }

  /** Folders that cannot be read as models, with the reason. */
  damaged(): Promise<readonly Leftover[]> {
    return this.#shelf.damaged();
  }

  /** Null if there is no calibration for the model's weights and precision. Throws `InvalidInput` or `Unsupported` if it cannot be read. */
  calibration(identity: ModelIdentity): Promise<Calibration | null> {
    return this.#shelf.calibration(identity);
  }

  /** Opens the model's folder. Throws `NotFound` if there is none, `InvalidInput` or `Unsupported` if it cannot be read. */
  async folderOf(id: ModelId): Promise<ModelFolder> {
    if (id === STARTER) await this.#ensureStarter();
    return openModelFolder(this.#storage, this.#folder, id);
  }

  /** Opens the model again if its weights or precision have changed, which another process may have done. */
  async #run(id: ModelId): Promise<Running> {
    const folder = await this.folderOf(id);
    const key = embeddingIdentity(folder.identity);
    const known = this.#running.get(id);
    if (known?.key === key) return known.starting;
    const starting = this.#open(folder);
    this.#running.delete(id);
    this.#running.set(id, { key, starting });
    starting.catch(() => this.#running.delete(id));
    return starting;
  }

  async #open(folder: ModelFolder, signal?: AbortSignal): Promise<Running> {
    const runner = this.#devices.runner(folder);
    await runner.load(signal);
    const tokenize = await openTokenizer(this.#storage, folder);
    return { folder, encoder: createEncoder(folder, runner, tokenize) };
  }

  /** Removes a new model whose towers give no sensible result. An engine that fails is left to the comparison of precisions. */
  async #testTowers(model: ModelFolder, file: string, task: Task): Promise<void> {
    task.report({ phase: 'testing the towers', done: 0, total: 1 });
    try {
      await selfTest((await this.#open(model, task.signal)).encoder, task.signal);
    } catch (error) {
      if (!task.signal.aborted && error instanceof EngineError) return;
      await this.#storage.remove(model.path);
      if (!(error instanceof InvalidInput)) throw error;
      throw new InvalidInput(`${file}: ${error.message}`, { cause: error });
    }
  }

  /** If the precisions of a new model cannot be compared, it is used in float32 and the reason is recorded. */
  async #chosenPrecision(model: ModelFolder, task: Task): Promise<ModelFolder> {
    try {
      return await this.#precisions.chooseFastest(model, task);
    } catch (error) {
      if (task.signal.aborted) {
        await this.#storage.remove(model.path);
        throw error;
      }
      await this.#precisions.refuse(model, 'int8', error);
      return model;
    }
  }

  #ensureStarter(): Promise<void> {
    this.#starter ??= this.#importStarter().catch((error: unknown) => {
      this.#starter = null;
      throw error;
    });
    return this.#starter;
  }

  async #importStarter(): Promise<void> {
    const lock = await waitForLock(
      join(this.#folder, `.${STARTER}.lock`),
      'the starter model',
      STARTER_PATIENCE_MS,
    );
    try {
      await openStarterModel(this.#storage, this.#folder, this.#starterFolder, unattended());
    } finally {
      await lock.release();
    }
  }
}

function speedOf(bytes: Uint8Array, device: string, precision: Precision): number | null {
  const stored: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (
    typeof stored !== 'object' ||
    stored === null ||
    !('device' in stored && 'precision' in stored && 'windowsPerSecond' in stored)
  )
    return null;
  const isOfThis = stored.device === device && stored.precision === precision;
  return isOfThis && typeof stored.windowsPerSecond === 'number' ? stored.windowsPerSecond : null;
}
