/** Facts about models in the models folder: origin, calibration, precision checks, size. */
import { basename, join } from 'node:path';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { Leftover, ModelSummary } from '../../../core/documents/model.ts';
import type { RunSpec } from '../../../core/documents/run.ts';
import type { ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { type Calibration, parseCalibration } from '../../../core/search/calibration.ts';
import { dualEncoder } from '../../../models/folder/families.ts';
import { listModels, type ModelFolder } from '../../../models/folder/model-folder.ts';
import { readChecks } from '../../../models/folder/precision-checks.ts';
import { STARTER_NAME } from '../../../models/folder/starter-model.ts';

const CALIBRATION_FILE = 'calibration.json';
const PROVENANCE_FILE = 'run.json';

/** Origin of a fine-tuned model. */
export type TrainingProvenance = {
  readonly run: string;
  readonly checkpoint: string;
  readonly base: RunSpec['base'];
} & Readonly<Record<string, unknown>>;

export class ModelShelf {
  readonly #storage: Storage;
  readonly #folder: string;
  /** Shipped folder, which contains the starter's calibration. */
  readonly #starterFolder: string;

  constructor(storage: Storage, folder: string, starterFolder: string) {
    this.#storage = storage;
    this.#folder = folder;
    this.#starterFolder = starterFolder;
  }

  async summary(model: ModelFolder): Promise<ModelSummary> {
    const { path, identity, config } = model;
    const id = identity.id as ModelId;
    return {
      id,
      name: identity.id,
      embeddingDim: identity.embeddingDim,
      imageSizePx: identity.imageSizePx,
      contextLength: identity.contextLength,
      // Nearly all of the file is float32 weights.
      parameters: Math.round(config.weights.sizeBytes / 4),
      bytes: config.weights.sizeBytes,
      diskBytes: await this.#bytesOf(path),
      activation: dualEncoder(config).sizes.activation,
      provenance: {
        file: config.source.file,
        sha256: config.source.sha256,
        url: config.source.url,
        activationFrom: config.source.activationFrom,
      },
      source: await this.#sourceOf(id, config),
      isStarter: id === STARTER_NAME,
      isCalibrated: await this.#isCalibrated(identity),
      precision: identity.precision,
      precisionChecks: await readChecks(this.#storage, model),
    };
  }

  /** Folders that cannot be read as models, with the reason. */
  async damaged(): Promise<readonly Leftover[]> {
    const found = (await listModels(this.#storage, this.#folder)).filter((each) => each.kind === 'damaged');
    return Promise.all(
      found.map(async ({ name, reason }) => ({
        kind: 'damaged' as const,
        name,
        bytes: await this.#bytesOf(join(this.#folder, name)),
        totalBytes: null,
        reason,
      })),
    );
  }

  /** Null if there is no calibration for the model's weights and precision. Throws `InvalidInput` or `Unsupported` if it cannot be read. */
  async calibration(identity: ModelIdentity): Promise<Calibration | null> {
    const bytes = await this.#companionFile(identity.id, CALIBRATION_FILE);
    if (bytes === null) return null;
    return parseCalibration(new TextDecoder().decode(bytes), identity, `the calibration of ${identity.id}`);
  }

  async storeProvenance(id: ModelId, provenance: TrainingProvenance): Promise<void> {
    const text = `${JSON.stringify(provenance, null, 2)}\n`;
    await this.#storage.writeFile(join(this.#folder, id, PROVENANCE_FILE), new TextEncoder().encode(text));
  }

  async #sourceOf(id: string, { source }: ModelFolder['config']): Promise<string> {
    const bytes = await this.#companionFile(id, PROVENANCE_FILE);
    if (bytes === null) return `${source.file} (${source.format}, ${source.layout} layout)`;
    const { run, checkpoint, base }: TrainingProvenance = JSON.parse(new TextDecoder().decode(bytes));
    const from = base.kind === 'model' ? base.model : basename(base.path);
    return `fine-tuned from ${from} (run ${run}, ${checkpoint})`;
  }

  /** A damaged calibration counts as absent here; queries report the error. */
  async #isCalibrated(identity: ModelIdentity): Promise<boolean> {
    try {
      return (await this.calibration(identity)) !== null;
    } catch (error) {
      if (error instanceof InvalidInput || error instanceof Unsupported) return false;
      throw error;
    }
  }

  /** A file beside the weights, or beside the shipped ones for the starter; null if there is none. */
  async #companionFile(id: string, name: string): Promise<Uint8Array | null> {
    const path = join(id === STARTER_NAME ? this.#starterFolder : join(this.#folder, id), name);
    return (await this.#storage.exists(path)) ? this.#storage.readFile(path) : null;
  }

  /** Size of the files in a folder; model folders have no subfolders. */
  async #bytesOf(folder: string): Promise<number> {
    const names = await this.#storage.list(folder);
    const stats = await Promise.all(names.map((name) => this.#storage.stat(join(folder, name))));
    return stats.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
}
