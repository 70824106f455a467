/** Reduced precisions of a model: writes them, compares them with float32 on real windows, and stores the choice. */
import type { PrecisionCheck } from '../../../core/documents/model.ts';
import type { Encoder } from '../../../core/encoder.ts';
import { Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import type { WeightBits } from '../../../models/clip/int8-weights.ts';
import { compareWithFloat, gateText, passesGate } from '../../../models/encoder/precision-gate.ts';
import { atPrecision, type ModelFolder, storePrecision } from '../../../models/folder/model-folder.ts';
import { readChecks, storeCheck } from '../../../models/folder/precision-checks.ts';
import {
  type ReducedPrecision,
  removePrecision,
  writePrecision,
} from '../../../models/folder/write-precision.ts';
import { measureSpeed } from './measure-speed.ts';
import type { PrecisionWindows } from './precision-windows.ts';

/** Int8 must be this many times faster than float32 to be chosen. */
const LEAST_GAIN = 1.2;

/** Loads a model in the precision of its config, on the best device. */
type OpenEncoder = (model: ModelFolder, signal: AbortSignal) => Promise<Encoder>;

export class ModelPrecisions {
  readonly #storage: Storage;
  readonly #open: OpenEncoder;
  readonly #precisionWindows: PrecisionWindows;

  constructor(storage: Storage, open: OpenEncoder, precisionWindows: PrecisionWindows) {
    this.#storage = storage;
    this.#open = open;
    this.#precisionWindows = precisionWindows;
  }

  /** Stores the fastest precision that passes the comparison on this machine. Called once, for a new model. */
  async chooseFastest(model: ModelFolder, task: Task): Promise<ModelFolder> {
    await writePrecision(this.#storage, model, 'int8', 8, task);
    task.report({ phase: 'measuring speed', done: 0, total: 2 });
    const float = await measureSpeed(await this.#open(model, task.signal), task.signal);
    task.report({ phase: 'measuring speed', done: 1, total: 2 });
    const int8 = await this.#open(atPrecision(model, 'int8'), task.signal);
    if ((await measureSpeed(int8, task.signal)) < LEAST_GAIN * float) {
      await removePrecision(this.#storage, model, 'int8');
      return model;
    }
    const { passed } = await this.#check(model, 'int8', task);
    return passed ? storePrecision(this.#storage, model, 'int8') : model;
  }

  /** Removes the precision and records why it could not be checked. */
  async refuse(model: ModelFolder, precision: ReducedPrecision, reason: unknown): Promise<void> {
    const figures = reason instanceof Error ? reason.message : String(reason);
    await this.#settle(model, precision, { passed: false, figures });
  }

  /** Stores float32 as the model's precision; files of other precisions stay. */
  chooseFloat(model: ModelFolder): Promise<ModelFolder> {
    return storePrecision(this.#storage, model, 'fp32');
  }

  /** Checks `precision` unless it has passed before, then stores it. Throws `Unsupported` with the figures if the check fails. */
  async choose(model: ModelFolder, precision: ReducedPrecision, task: Task): Promise<ModelFolder> {
    const check = await this.#knownOrChecked(model, precision, task);
    if (!check.passed)
      throw new Unsupported(
        `model ${model.identity.id} gives different results in ${precision} than in fp32: ${check.figures}`,
      );
    return storePrecision(this.#storage, model, precision);
  }

  /** A precision that failed before is written and checked again, since the user's scenes may have changed. */
  async #knownOrChecked(
    model: ModelFolder,
    precision: ReducedPrecision,
    task: Task,
  ): Promise<PrecisionCheck> {
    const known = (await readChecks(this.#storage, model))[precision];
    if (known?.passed) return known;
    await writePrecision(this.#storage, model, precision, 8, task);
    return this.#check(model, precision, task);
  }

  /** If int8 fails, 7-bit weights are tried, which do not overflow on processors that add pairs of products in 16 bits. */
  async #check(model: ModelFolder, precision: ReducedPrecision, task: Task): Promise<PrecisionCheck> {
    const first = await this.#compare(model, precision, 8, task);
    if (first.passed || precision !== 'int8') return this.#settle(model, precision, first);
    await writePrecision(this.#storage, model, precision, 7, task);
    return this.#settle(model, precision, await this.#compare(model, precision, 7, task));
  }

  async #compare(
    model: ModelFolder,
    precision: ReducedPrecision,
    bits: WeightBits,
    task: Task,
  ): Promise<PrecisionCheck> {
    const windows = await this.#precisionWindows(task.signal);
    const float = await this.#open(atPrecision(model, 'fp32'), task.signal);
    const reduced = await this.#open(atPrecision(model, precision), task.signal);
    const figures = await compareWithFloat(reduced, float, windows, task);
    const how = precision === 'int8' ? `${bits}-bit weights: ` : '';
    return { passed: passesGate(figures), figures: how + gateText(figures) };
  }

  async #settle(
    model: ModelFolder,
    precision: ReducedPrecision,
    check: PrecisionCheck,
  ): Promise<PrecisionCheck> {
    if (!check.passed) await removePrecision(this.#storage, model, precision);
    await storeCheck(this.#storage, model, precision, check);
    return check;
  }
}
