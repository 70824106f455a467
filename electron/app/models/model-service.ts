/** Service for the models on this machine, the bundled starter and imported ones: lists, removes and runs them. */
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { abortable } from '../../../core/abortable.ts';
import type { DeviceReport } from '../../../core/documents/app.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { CheckpointSummary, Leftover, ModelSummary, Precision } from '../../../core/documents/model.ts';
import type { TokenCount } from '../../../core/documents/search.ts';
import { embeddingIdentity, type ModelIdentity, type PatchEncoder } from '../../../core/encoder.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import type { GroundRange } from '../../../core/search/default-sizes.ts';
import { type Task, unattended } from '../../../core/task.ts';
import { createEncoder } from '../../../models/encoder/encoder.ts';
import { selfTest } from '../../../models/encoder/self-test.ts';
import { verifyModel } from '../../../models/folder/model-files.ts';
import {
  CONFIG_FILE,
  checkModelName,
  listModels,
  type ModelFolder,
  openModelFolder,
} from '../../../models/folder/model-folder.ts';
import { openIntactStarter, openStarterModel, STARTER_NAME } from '../../../models/folder/starter-model.ts';
import { openTokenizer } from '../../../models/folder/vocabulary.ts';
import { siglipProbability } from '../../../models/siglip/probability.ts';
import { threadCount } from '../../engine/thread-count.ts';
import { DEVICE_NAMES } from '../devices/device-candidates.ts';
import type { DeviceService } from '../devices/device-service.ts';
import { takeLock, waitForLock } from '../disk/lock-file.ts';
import { CalibrationService } from './calibration-service.ts';
import { measureSpeed } from './measure-speed.ts';
import type { ModelCalibrations } from './model-calibrations.ts';
import { ModelImports } from './model-imports.ts';
import { ModelPrecisions } from './model-precisions.ts';
import { BEGUN_FILE, ModelShelf } from './model-shelf.ts';
import type { PrecisionWindows } from './precision-windows.ts';
import { readSpeed, storeSpeed } from './stored-speed.ts';
import { summarizeCheckpoint } from './summarize-checkpoint.ts';

const STARTER = STARTER_NAME as ModelId;
const SPEED_FILE = 'speed.json';
/** Time to wait for another process that is importing the starter, which takes seconds. */
const STARTER_PATIENCE_MS = 60_000;
type Running = { readonly folder: ModelFolder; readonly encoder: PatchEncoder };

export class ModelService {
  readonly #storage: Storage;
  readonly #devices: DeviceService;
  readonly #folder: string;
  readonly #starterFolder: string;
  readonly #shelf: ModelShelf;
  readonly #precisions: ModelPrecisions;
  /** Calibrations of these models. */
  readonly calibrations: CalibrationService;
  /** New models. */
  readonly imports: ModelImports;
  readonly #running = new Map<ModelId, { readonly key: string; readonly starting: Promise<Running> }>();
  #starter: Promise<void> | null = null;

  constructor(
    storage: Storage,
    devices: DeviceService,
    folder: string,
    starterFolder: string,
    calibrations: ModelCalibrations,
    precisionWindows: PrecisionWindows,
    faults = new Faults(),
  ) {
    this.#storage = storage;
    this.#devices = devices;
    this.#folder = folder;
    this.#starterFolder = starterFolder;
    this.calibrations = new CalibrationService(calibrations, folder, this);
    this.#shelf = new ModelShelf(storage, folder, calibrations, faults);
    this.#precisions = new ModelPrecisions(
      storage,
      async (model, signal) => {
        await verifyModel(storage, model, signal);
        // Speeds decide: they are to be those of the best device.
        await abortable(devices.tried(model), signal);
        return (await this.#open(model, signal)).encoder;
      },
      precisionWindows,
    );
    const testTowers = async (model: ModelFolder, signal: AbortSignal) =>
      selfTest((await this.#open(model, signal)).encoder, signal);
    this.imports = new ModelImports(storage, folder, this.#shelf, this.#precisions, testTowers);
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

  /** Ground size of the pictures that the model was trained with. */
  async groundRange(id: ModelId): Promise<GroundRange> {
    return (await this.folderOf(id)).config.trainedGroundMetres;
  }

  async identity(id: ModelId): Promise<ModelIdentity> {
    return (await this.folderOf(id)).identity;
  }

  /** The model's encoder; the first call loads the model into the engine. */
  async encoder(id: ModelId): Promise<PatchEncoder> {
    return (await this.#run(id)).encoder;
  }

  /** The model that this one was fine-tuned from, as it was then; null if it is no longer there, or was a file. */
  async baseOf(id: ModelId): Promise<ModelId | null> {
    const provenance = await this.#shelf.provenance(id);
    if (provenance === null || provenance.base.kind !== 'model') return null;
    const { model } = provenance.base;
    if (!(await this.list()).some((each) => each.id === model)) return null;
    return (await this.identity(model)).weightsSha256 === provenance.baseSha256 ? model : null;
  }

  async tokenize(
    id: ModelId,
    text: string,
  ): Promise<Omit<TokenCount, 'hints'> & { readonly ids: readonly number[] }> {
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
    const known = await readSpeed(this.#storage, path, device, folder.identity.precision);
    if (known !== null) return known;
    const measured = await measureSpeed(encoder);
    // Of two devices, where the better one was found meanwhile: good for an estimate, not for keeping.
    if (this.#devices.device(folder) === device)
      await storeSpeed(this.#storage, path, device, folder.identity.precision, measured);
    return measured;
  }

  /** Main memory of the process that computes with the model; null if it has not run yet. */
  async memoryBytes(id: ModelId): Promise<number | null> {
    await this.#run(id);
    return this.#devices.memoryBytes;
  }

  /** Name of the device that the model would use now. */
  async deviceOf(id: ModelId): Promise<string> {
    return DEVICE_NAMES[this.#devices.device(await this.folderOf(id))];
  }

  /** Keeps the speed that an index run reached: better than a measurement with made pictures. */
  async noteSpeed(id: ModelId, windowsPerSecond: number): Promise<void> {
    const { folder } = await this.#run(id);
    const path = join(this.#folder, id, SPEED_FILE);
    const { precision } = folder.identity;
    await storeSpeed(this.#storage, path, this.#devices.device(folder), precision, windowsPerSecond);
  }

  /** Devices, as they apply to the model that was loaded last, or to the starter if none was. */
  async device(): Promise<DeviceReport> {
    await this.#ensureStarter();
    const last = [...this.#running.values()].at(-1)?.starting ?? this.#run(STARTER);
    const { folder } = await last;
    const device = this.#devices.device(folder);
    const path = join(this.#folder, folder.identity.id, SPEED_FILE);
    const known = await readSpeed(this.#storage, path, device, folder.identity.precision);
    // One speed wherever it is shown: that of whole index runs, once there was one.
    const devices = this.#devices
      .status(folder)
      .map((each) =>
        each.device === device && known !== null ? { ...each, windowsPerSecond: known } : each,
      );
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
   * Changes the model's precision, after checking it unless it has passed before. Indexes of other precisions are kept, but cannot be
   * searched until the model returns to theirs. Throws `Unsupported` with the figures if the check fails.
   */
  async setPrecision(id: ModelId, precision: Precision, task: Task): Promise<ModelSummary> {
    const lock = await takeLock(join(this.#folder, `.${basename(id)}.lock`), `model ${id}`);
    try {
      const model = await this.folderOf(id);
      const chosen =
        precision === 'fp32'
          ? await this.#precisions.chooseFloat(model)
          : await this.#precisions.choose(model, precision, task);
      await this.#storage.remove(join(model.path, BEGUN_FILE));
      return await this.#shelf.summary(chosen);
    } finally {
      await lock.release();
    }
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
    starting.catch(() => {
      // Another one may have been started meanwhile.
      if (this.#running.get(id)?.starting === starting) this.#running.delete(id);
    });
    return starting;
  }

  async #open(folder: ModelFolder, signal?: AbortSignal): Promise<Running> {
    await verifyModel(this.#storage, folder, signal);
    const runner = this.#devices.runner(folder);
    await runner.load(signal);
    const tokenize = await openTokenizer(this.#storage, folder);
    return { folder, encoder: createEncoder(folder, runner, tokenize) };
  }

  #ensureStarter(): Promise<void> {
    this.#starter ??= this.#importStarter().catch((error: unknown) => {
      this.#starter = null;
      throw error;
    });
    return this.#starter;
  }

  /** An intact starter needs no lock, so that a read-only data folder works too. */
  async #importStarter(): Promise<void> {
    if (await openIntactStarter(this.#storage, this.#folder, this.#starterFolder, unattended())) return;
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
