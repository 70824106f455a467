/** Service for the calibrations of models: reads them, measures them one at a time for each model, refines them. */
import { basename, join } from 'node:path';
import { abortable } from '../../../core/abortable.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { CalibrationSummary } from '../../../core/documents/model.ts';
import type { ModelIdentity, PatchEncoder } from '../../../core/encoder.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Bank } from '../../../core/search/bank.ts';
import type { Calibration } from '../../../core/search/calibration.ts';
import type { JudgedStandings } from '../../../core/search/judged-calibration.ts';
import type { Task } from '../../../core/task.ts';
import { takeLock } from '../disk/lock-file.ts';
import type { ModelCalibrations } from './model-calibrations.ts';
import { summaryOf } from './model-shelf.ts';

/** The models that are calibrated. */
type CalibratedModels = {
  readonly identity: (id: ModelId) => Promise<ModelIdentity>;
  readonly encoder: (id: ModelId) => Promise<PatchEncoder>;
  /** What the model was fine-tuned from; null if it was not, or if that is not among these models. */
  readonly baseOf: (id: ModelId) => Promise<ModelId | null>;
};

export class CalibrationService {
  readonly #calibrations: ModelCalibrations;
  /** Folder of the models. */
  readonly #folder: string;
  readonly #models: CalibratedModels;

  constructor(calibrations: ModelCalibrations, folder: string, models: CalibratedModels) {
    this.#calibrations = calibrations;
    this.#folder = folder;
    this.#models = models;
  }

  /** The model's calibration in its present precision; null if there is none. Throws an error that says what is wrong with a damaged one. */
  async read(id: ModelId): Promise<Calibration | null> {
    return this.#calibrations.read(await this.#models.identity(id));
  }

  /** The bank of everyday sentences as the model encodes it. The first call takes seconds and stores it. */
  async bank(id: ModelId, signal?: AbortSignal): Promise<Bank> {
    return this.#calibrations.bank(await this.#models.encoder(id), signal);
  }

  /**
   * Measures the model on the calibration pictures, and how far it drifted from its base. `falseAlarmRate` null keeps the present rate. Throws
   * `Busy` while the model is changed or calibrated elsewhere.
   */
  calibrate(id: ModelId, falseAlarmRate: number | null, task: Task): Promise<CalibrationSummary> {
    return this.#measured(id, task, async (encoder) => {
      const base = await this.#models.baseOf(id);
      const baseEncoder = base && (await abortable(this.#models.encoder(base), task.signal));
      return this.#calibrations.calibrate(encoder, falseAlarmRate, baseEncoder, task);
    });
  }

  /** Measures whether sharpening improves the model's maps; takes seconds for the starter. Throws `Busy` while the model is changed elsewhere. */
  measureMaps(id: ModelId, task: Task): Promise<CalibrationSummary> {
    return this.#measured(id, task, (encoder) => this.#calibrations.measureMaps(encoder, task));
  }

  /** Sets the false-alarm rate, 0 to 1, for verdicts from now on. Throws `NotFound` for a model that is not calibrated. */
  async setRate(id: ModelId, falseAlarmRate: number): Promise<CalibrationSummary> {
    const { identity, calibration } = await this.#calibrated(id);
    return summaryOf(await this.#calibrations.setRate(identity, calibration, falseAlarmRate));
  }

  /** Refines the calibration by judged questions, or restores it if there are none. Throws `NotFound` for a model that is not calibrated. */
  async refine(id: ModelId, judged: JudgedStandings): Promise<CalibrationSummary> {
    const { identity, calibration } = await this.#calibrated(id);
    return summaryOf(await this.#calibrations.refine(identity, calibration, judged));
  }

  async #measured(
    id: ModelId,
    task: Task,
    measure: (encoder: PatchEncoder) => Promise<Calibration>,
  ): Promise<CalibrationSummary> {
    await using _lock = await takeLock(join(this.#folder, `.${basename(id)}.lock`), `model ${id}`);
    return summaryOf(await measure(await abortable(this.#models.encoder(id), task.signal)));
  }

  async #calibrated(id: ModelId): Promise<{ identity: ModelIdentity; calibration: Calibration }> {
    const identity = await this.#models.identity(id);
    const calibration = await this.#calibrations.read(identity);
    if (calibration === null) throw new NotFound(`model ${id} is not calibrated: calibrate it first`);
    return { identity, calibration };
  }
}
