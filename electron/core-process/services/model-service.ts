/** The models on this machine: the bundled starter and what was imported, ready to encode. */
import { availableParallelism, cpus } from 'node:os';
import { basename, join } from 'node:path';
import type { Encoder, ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { DeviceReport, ModelId, ModelSummary, TokenCount } from '../../../core/rpc/documents.ts';
import type { RunSpec } from '../../../core/rpc/run-documents.ts';
import { type Task, unattended } from '../../../core/task.ts';
import type { Activation } from '../../../models/clip/clip-config.ts';
import { createEncoder } from '../../../models/clip/encoder.ts';
import { importCheckpoint } from '../../../models/clip/import-checkpoint.ts';
import { listModels, type ModelFolder, openModelFolder } from '../../../models/model-folder.ts';
import { openStarterModel, STARTER_NAME } from '../../../models/starter-model.ts';
import { tokenize } from '../../../models/tokenizer/tokenize.ts';
import type { EngineClient, RunningModel } from '../../engine-process/engine-client.ts';
import type { DeviceName } from '../../engine-process/engine-messages.ts';
import { takeLock, waitForLock } from './lock-file.ts';

const STARTER = STARTER_NAME as ModelId;
const SPEED_FILE = 'speed.json';
const SPEED_SAMPLE_MS = 600;
/** Another process may be importing it: seconds of work. */
const STARTER_PATIENCE_MS = 60_000;
const DEVICE_NAMES: Readonly<Record<DeviceName, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  tensorrt: 'TensorRT',
  dml: 'DirectML',
  coreml: 'Core ML',
};

type Running = { readonly model: RunningModel; readonly encoder: Encoder };

export class ModelService {
  readonly #storage: Storage;
  readonly #engine: EngineClient;
  readonly #folder: string;
  readonly #starterFolder: string;
  readonly #running = new Map<ModelId, Promise<Running>>();
  #starter: Promise<void> | null = null;

  constructor(storage: Storage, engine: EngineClient, folder: string, starterFolder: string) {
    this.#storage = storage;
    this.#engine = engine;
    this.#folder = folder;
    this.#starterFolder = starterFolder;
  }

  /** Damaged folders are left out of the list; asking for one by name says what is wrong with it. */
  async list(): Promise<readonly ModelSummary[]> {
    await this.#ensureStarter();
    const found = await listModels(this.#storage, this.#folder);
    const models = found.filter((each) => each.kind === 'model').map(({ model }) => model);
    const summaries = await Promise.all(models.map((model) => this.#summary(model)));
    return summaries.toSorted(
      (a, b) => Number(b.isStarter) - Number(a.isStarter) || a.name.localeCompare(b.name),
    );
  }

  /** The model of this name; null means the starter. Throws `NotFound` naming the models there are. */
  async find(name: string | null): Promise<ModelId> {
    const id = (name ?? STARTER) as ModelId;
    const models = await this.list();
    if (!models.some((model) => model.id === id))
      throw new NotFound(
        `there is no model "${id}"; there are: ${models.map((model) => model.id).join(', ')}`,
      );
    return id;
  }

  async identity(id: ModelId): Promise<ModelIdentity> {
    return (await this.#folderOf(id)).identity;
  }

  /** Loads the model into the engine at the first call. */
  async encoder(id: ModelId): Promise<Encoder> {
    return (await this.#run(id)).encoder;
  }

  async tokenize(id: ModelId, text: string): Promise<TokenCount & { readonly ids: readonly number[] }> {
    const { contextLength } = await this.identity(id);
    const { ids, count, limit, truncated, cutPoint } = tokenize(text, contextLength);
    return { ids, count, limit, truncated, cutAt: cutPoint ?? text.length };
  }

  /** Measured on this machine at the first call and kept beside the model, by device. */
  async windowsPerSecond(id: ModelId): Promise<number> {
    const { model, encoder } = await this.#run(id);
    const path = join(this.#folder, id, SPEED_FILE);
    const known = (await this.#storage.exists(path))
      ? speedOf(await this.#storage.readFile(path), model.report.device)
      : null;
    if (known !== null) return known;
    const measured = await measureSpeed(encoder);
    const text = JSON.stringify({ device: model.report.device, windowsPerSecond: measured });
    await this.#storage.writeFile(path, new TextEncoder().encode(text));
    return measured;
  }

  /** Of the starter's run, or of whichever model was loaded last. */
  async device(): Promise<DeviceReport> {
    await this.#ensureStarter();
    const last = [...this.#running.values()].at(-1) ?? this.#run(STARTER);
    const { device, passedOver } = (await last).model.report;
    return {
      name: DEVICE_NAMES[device],
      detail:
        device === 'cpu'
          ? `${availableParallelism()} threads, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`
          : process.platform,
      passedOver: passedOver.map((each) => ({ name: DEVICE_NAMES[each.device], reason: each.reason })),
    };
  }

  /** A checkpoint file becomes model `name`. Throws `InvalidInput` or `Unsupported` with the file's fault. */
  async importFile(
    path: string,
    name: string,
    task: Task,
    activation: Activation = 'quick_gelu',
  ): Promise<ModelSummary> {
    if (name === STARTER) throw new InvalidInput(`"${STARTER}" is the bundled model: choose another name`);
    const lock = await takeLock(join(this.#folder, `.${basename(name)}.lock`), `model ${name}`);
    const source = await this.#storage.openRead(path);
    try {
      return await this.#summary(
        await importCheckpoint(source, this.#storage, this.#folder, name, task, { activation }),
      );
    } finally {
      await source.close();
      await lock.release();
    }
  }

  /** A run's checkpoint becomes model `name`, with `provenance` beside it. */
  async importTrained(
    path: string,
    name: string,
    provenance: Provenance,
    activation: Activation,
    task: Task,
  ): Promise<ModelSummary> {
    await this.importFile(path, name, task, activation);
    await this.#storage.writeFile(
      join(this.#folder, name, PROVENANCE_FILE),
      new TextEncoder().encode(`${JSON.stringify(provenance, null, 2)}\n`),
    );
    return this.#summary(await this.#folderOf(name as ModelId));
  }

  async remove(id: ModelId): Promise<void> {
    if (id === STARTER) throw new InvalidInput('the bundled starter model cannot be removed');
    const { path } = await this.#folderOf(id);
    this.#running.delete(id);
    await this.#storage.remove(path);
  }

  /** A file shipped or stored beside the weights; null where the model has none. */
  async companionFile(id: ModelId, name: string): Promise<Uint8Array | null> {
    const path = join(id === STARTER ? this.#starterFolder : join(this.#folder, id), name);
    return (await this.#storage.exists(path)) ? this.#storage.readFile(path) : null;
  }

  async #folderOf(id: ModelId): Promise<ModelFolder> {
    if (id === STARTER) await this.#ensureStarter();
    return openModelFolder(this.#storage, this.#folder, id);
  }

  #run(id: ModelId): Promise<Running> {
    const known = this.#running.get(id);
    if (known) return known;
    const starting = this.#start(id);
    this.#running.set(id, starting);
    starting.catch(() => this.#running.delete(id));
    return starting;
  }

  async #start(id: ModelId): Promise<Running> {
    const folder = await this.#folderOf(id);
    const model = await this.#engine.openModel(folder, { devices: candidateDevices(), threads: 0 });
    return { model, encoder: createEncoder(folder, model) };
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

  async #sourceOf(id: ModelId, { source }: ModelFolder['config']): Promise<string> {
    const bytes = await this.companionFile(id, PROVENANCE_FILE);
    if (bytes === null) return `${source.file} (${source.format}, ${source.layout} layout)`;
    const { run, checkpoint, base }: Provenance = JSON.parse(new TextDecoder().decode(bytes));
    const from = base.kind === 'model' ? base.model : basename(base.path);
    return `fine-tuned from ${from} (run ${run}, ${checkpoint})`;
  }

  async #summary({ identity, config }: ModelFolder): Promise<ModelSummary> {
    const id = identity.id as ModelId;
    return {
      id,
      name: identity.id,
      embeddingDim: identity.embeddingDim,
      imageSizePx: identity.imageSizePx,
      contextLength: identity.contextLength,
      // float32 weights are nearly all of the file.
      parameters: Math.round(config.weights.sizeBytes / 4),
      bytes: config.weights.sizeBytes,
      source: await this.#sourceOf(id, config),
      isStarter: id === STARTER,
      isCalibrated: (await this.companionFile(id, CALIBRATION_FILE)) !== null,
    };
  }
}

export const CALIBRATION_FILE = 'calibration.json';
const PROVENANCE_FILE = 'run.json';

/** Where a fine-tuned model came from. */
type Provenance = {
  readonly run: string;
  readonly checkpoint: string;
  readonly base: RunSpec['base'];
} & Readonly<Record<string, unknown>>;

/** In the order to try; `LONGSIGHT_DEVICES=cpu` or `webgpu,dml` overrides. */
function candidateDevices(environment: NodeJS.ProcessEnv = process.env): readonly DeviceName[] {
  const chosen = environment.LONGSIGHT_DEVICES;
  if (chosen !== undefined)
    return chosen
      .split(',')
      .map(deviceNamed)
      .filter((device) => device !== 'cpu');
  if (process.platform === 'win32') return ['webgpu', 'dml'];
  if (process.platform === 'darwin') return ['webgpu', 'coreml'];
  return ['cuda', 'webgpu'];
}

function deviceNamed(name: string): DeviceName {
  const known = (Object.keys(DEVICE_NAMES) as DeviceName[]).find((device) => device === name.trim());
  if (!known)
    throw new InvalidInput(
      `LONGSIGHT_DEVICES: "${name}" is no device; there are ${Object.keys(DEVICE_NAMES).join(', ')}`,
    );
  return known;
}

/** Windows a second of this encoder alone, after one warm-up. */
async function measureSpeed(encoder: Encoder): Promise<number> {
  const side = 2 * encoder.model.imageSizePx;
  const picture = {
    widthPx: side,
    heightPx: side,
    rgb: new Uint8Array(side * side * 3).map((_, i) => (i * 7919) & 255),
  };
  await encoder.encodeImages([picture]);
  let batch = 1;
  for (;;) {
    const startedMs = performance.now();
    await encoder.encodeImages(Array.from({ length: batch }, () => picture));
    const spentMs = performance.now() - startedMs;
    if (spentMs >= SPEED_SAMPLE_MS || batch >= 256) return (1000 * batch) / spentMs;
    batch *= 4;
  }
}

function speedOf(bytes: Uint8Array, device: string): number | null {
  const stored: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (
    typeof stored !== 'object' ||
    stored === null ||
    !('device' in stored) ||
    !('windowsPerSecond' in stored)
  )
    return null;
  const { device: measuredOn, windowsPerSecond } = stored;
  return measuredOn === device && typeof windowsPerSecond === 'number' ? windowsPerSecond : null;
}
