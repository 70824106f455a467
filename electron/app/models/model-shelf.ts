/** Facts about models in the models folder: origin, calibration, precision checks, size. */
import { basename, join } from 'node:path';
import { stepInName } from '../../../core/documents/checkpoint-step.ts';
import type { ModelId, RunId } from '../../../core/documents/ids.ts';
import type {
  CalibrationSummary,
  Leftover,
  ModelSummary,
  TrainedFrom,
} from '../../../core/documents/model.ts';
import type { RunSpec } from '../../../core/documents/run.ts';
import { runBase } from '../../../core/documents/run-shapes.ts';
import { atLeast, id, type Shape, string } from '../../../core/documents/shape.ts';
import { creationInId } from '../../../core/documents/stamped-id.ts';
import type { ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { type Calibration, LEAST_AUC, thresholdsOf } from '../../../core/search/calibration.ts';
import { DamagedFile, readStateFile } from '../../../core/state-file.ts';
import { dualEncoder } from '../../../models/folder/families.ts';
import { listModels, type ModelFolder } from '../../../models/folder/model-folder.ts';
import { readChecks } from '../../../models/folder/precision-checks.ts';
import { STARTER_NAME } from '../../../models/folder/starter-model.ts';
import { isLockHeld } from '../disk/lock-file.ts';
import type { ModelCalibrations } from './model-calibrations.ts';

export const PROVENANCE_FILE = 'run.json';
/** Empty file that exists from the moment a model appears until its precision is chosen. */
export const BEGUN_FILE = 'import-begun';

/** Origin of a fine-tuned model. */
export type TrainingProvenance = {
  readonly run: RunId;
  readonly checkpoint: string;
  readonly base: RunSpec['base'];
} & Readonly<Record<string, unknown>>;

const name = string();
const trainingProvenance: Shape<TrainingProvenance> = atLeast({
  run: id<RunId>(),
  checkpoint: name,
  base: runBase,
});

export class ModelShelf {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #calibrations: ModelCalibrations;
  readonly #faults: Faults;

  constructor(storage: Storage, folder: string, calibrations: ModelCalibrations, faults: Faults) {
    this.#calibrations = calibrations;
    this.#faults = faults;
    this.#storage = storage;
    this.#folder = folder;
    this.#calibrations = calibrations;
  }

  async summary(model: ModelFolder): Promise<ModelSummary> {
    const { path, identity, config } = model;
    const id = identity.id as ModelId;
    await this.#noteBegun(id, path);
    const training = await this.#trainedFrom(id);
    return {
      id,
      name: identity.id,
      embeddingDim: identity.embeddingDim,
      imageSizePx: identity.imageSizePx,
      contextLength: identity.contextLength,
      // Float32 weights make up nearly all of the file.
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
      source: training === null ? sourceOf(config) : trainingInWords(training),
      training,
      isStarter: id === STARTER_NAME,
      calibration: await this.#calibrationOf(identity),
      precision: identity.precision,
      precisionChecks: await readChecks(this.#storage, model),
    };
  }

  /** An import that was killed leaves a model that works in float32. */
  async #noteBegun(id: ModelId, path: string): Promise<void> {
    const about = `the import of ${id}`;
    const isKilled =
      (await this.#storage.exists(join(path, BEGUN_FILE))) &&
      !(await isLockHeld(join(this.#folder, `.${id}.lock`)));
    if (isKilled)
      this.#faults.note(
        about,
        `model ${id}: its import was interrupted before 8 bits were compared with float32; it works in float32. Import the same file under the same name again, or choose its precision`,
      );
    else this.#faults.clear(about);
  }

  /** Folders that cannot be read as models, with what is wrong. */
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

  /** Null for a model that was not made by a run. A damaged file is noted and counts as missing. */
  async provenance(id: string): Promise<TrainingProvenance | null> {
    const path = this.#companion(id, PROVENANCE_FILE);
    try {
      const provenance = await readStateFile(this.#storage, path, trainingProvenance);
      this.#faults.clear(path);
      return provenance;
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      this.#faults.note(
        path,
        `${error.message}: the model works, but its origin is unknown: remove the file to hide this message`,
      );
      return null;
    }
  }

  async #trainedFrom(id: string): Promise<TrainedFrom | null> {
    const provenance = await this.provenance(id);
    if (provenance === null) return null;
    const { run, checkpoint, base } = provenance;
    return {
      base: base.kind === 'model' ? base.model : basename(base.path),
      run,
      checkpoint,
      step: stepInName(checkpoint),
      createdAt: creationInId(run),
    };
  }

  /** A damaged calibration counts as none here; a query says what is wrong with it. */
  async #calibrationOf(identity: ModelIdentity): Promise<CalibrationSummary | null> {
    try {
      const calibration = await this.#calibrations.read(identity);
      return calibration === null ? null : summaryOf(calibration);
    } catch (error) {
      if (error instanceof InvalidInput || error instanceof Unsupported) return null;
      throw error;
    }
  }

  /** Path of a file stored beside the weights. */
  #companion(id: string, name: string): string {
    return join(this.#folder, id, name);
  }

  /** Size of the files in a folder; model folders have no subfolders. */
  async #bytesOf(folder: string): Promise<number> {
    const names = await this.#storage.list(folder);
    const stats = await Promise.all(names.map((name) => this.#storage.stat(join(folder, name))));
    return stats.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
}

export function summaryOf(calibration: Calibration): CalibrationSummary {
  const { auc, falseAlarmRate, pictures, sharpens, refinement } = calibration;
  const threshold = thresholdsOf(calibration).present;
  const judged =
    refinement === null ? null : { absent: refinement.absentQuestions, present: refinement.presentQuestions };
  return { auc, threshold, falseAlarmRate, pictures, isTrusted: auc >= LEAST_AUC, sharpens, judged };
}

function sourceOf({ source }: ModelFolder['config']): string {
  return `${source.file} (${source.format}, ${source.layout} layout)`;
}

function trainingInWords({ base, run, checkpoint }: TrainedFrom): string {
  return `fine-tuned from ${base} (run ${run}, ${checkpoint})`;
}
