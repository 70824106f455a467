/** Banks and calibrations of models: made on this machine, kept in the model folder. */
import { join } from 'node:path';
import type { Encoder, ModelIdentity, PatchEncoder } from '../../../core/encoder.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import {
  type Bank,
  bankBytes,
  bankHalves,
  bankId,
  bankOf,
  bankWithDrift,
  encodeBank,
} from '../../../core/search/bank.ts';
import { measureStandings } from '../../../core/search/calibrate.ts';
import {
  type Calibration,
  DEFAULT_FALSE_ALARM_RATE,
  newCalibration,
  parseCalibration,
  quantilesOf,
} from '../../../core/search/calibration.ts';
import { driftFile } from '../../../core/search/drift.ts';
import { type JudgedStandings, refinedBy } from '../../../core/search/judged-calibration.ts';
import { SharedWork } from '../../../core/shared-work.ts';
import type { Task } from '../../../core/task.ts';
import { measureSharpening, type PicturedClass } from '../../../models/encoder/measure-sharpening.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import { type CalibrationSet, openCalibrationSet } from './calibration-set.ts';
import { ModelDrifts } from './model-drifts.ts';

/** Seed for drawing the bags, so that the same pictures and model give the same calibration on every machine. */
const SEED = 1;
const PICTURES_AT_ONCE = 16;

export class ModelCalibrations {
  readonly #storage: Storage;
  readonly #pictures: PictureService;
  /** Folder of the models, and of the calibration pictures. */
  readonly #models: string;
  readonly #set: string;
  /** Folder with the calibration and the bank of a model that is shipped; null for other models. */
  readonly #shipped: (id: string) => string | null;
  readonly #drifts: ModelDrifts;
  /** Banks by identifier. */
  readonly #banks = new Map<string, Bank>();
  readonly #loading = new SharedWork<Bank>();

  constructor(
    storage: Storage,
    pictures: PictureService,
    folders: { readonly models: string; readonly calibrationSet: string },
    shipped: (id: string) => string | null,
  ) {
    this.#storage = storage;
    this.#pictures = pictures;
    this.#models = folders.models;
    this.#set = folders.calibrationSet;
    this.#shipped = shipped;
    this.#drifts = new ModelDrifts(storage, folders.models);
  }

  /**
   * The model's calibration in its present precision: the user's own, otherwise the shipped one, otherwise null. Throws `InvalidInput` or
   * `Unsupported` for a damaged or later file.
   */
  async read(identity: ModelIdentity): Promise<Calibration | null> {
    const storage = this.#storage;
    const shipped = this.#shipped(identity.id);
    for (const path of [this.#path(identity), shipped && join(shipped, 'calibration.json')]) {
      if (path === null || !(await storage.exists(path))) continue;
      const text = new TextDecoder().decode(await storage.readFile(path));
      const calibration = parseCalibration(text, identity, await bankId(identity), path);
      if (calibration !== null && (await this.#hasDrift(identity, calibration))) return calibration;
    }
    return null;
  }

  /** The bank as the model encodes it, with the drift that its calibration knows. The first call stores it in the model folder. */
  async bank(encoder: Encoder, signal?: AbortSignal): Promise<Bank> {
    const bank = await this.#plainBank(encoder, signal);
    const calibration = await this.#readOrNull(encoder.model);
    const drift = calibration?.drift ?? null;
    return drift === null ? bank : this.#drifts.bank(bank, encoder.model, drift);
  }

  async #plainBank(encoder: Encoder, signal?: AbortSignal): Promise<Bank> {
    const id = await bankId(encoder.model);
    const known = this.#banks.get(id);
    if (known) return known;
    const bank = await this.#loading.run(id, (shared) => this.#loadBank(id, encoder, shared), signal);
    this.#banks.set(id, bank);
    return bank;
  }

  /**
   * Measures the model on the calibration pictures and keeps the result. `falseAlarmRate` null keeps the rate of the present calibration.
   * `base` is what the model was fine-tuned from; null if it was not, or if that is not on this machine. Takes seconds for the starter, minutes
   * for a large model on a CPU. An abort keeps the previous calibration.
   */
  async calibrate(
    encoder: Encoder,
    falseAlarmRate: number | null,
    base: Encoder | null,
    task: Task,
  ): Promise<Calibration> {
    const { model } = encoder;
    const present = await this.#readOrNull(model);
    const set = await openCalibrationSet(this.#storage, this.#pictures, this.#set);
    const plainBank = await this.#plainBank(encoder, task.signal);
    const texts = await encoder.encodeTexts(
      set.sentences.map(({ text }) => text),
      task.signal,
    );
    const [pictures, ofBase] = await encodePictures(base === null ? [encoder] : [encoder, base], set, task);
    const drift = ofBase === undefined ? null : driftFile({ own: pictures, base: ofBase });
    const bank = drift === null ? plainBank : bankWithDrift(plainBank, drift.pictures);
    const {
      auc,
      absent,
      present: shown,
    } = measureStandings(
      bank,
      { vectors: pictures, classes: set.pictures.map(({ className }) => className) },
      { vectors: texts, classes: set.sentences.map(({ className }) => className) },
      SEED,
    );
    task.signal.throwIfAborted();
    const { weightsSha256, precision, departures } = model;
    if (drift !== null) await this.#drifts.store(model, drift);
    return this.#store(
      model,
      newCalibration({
        model: { weightsSha256, precision, ...(departures === undefined ? {} : { departures }) },
        bank: bank.id,
        pictures: set.pictures.length,
        pictureMetres: set.pictureMetres,
        sentences: set.sentences.length,
        auc,
        absent: quantilesOf(absent),
        present: quantilesOf(shown),
        falseAlarmRate: falseAlarmRate ?? present?.falseAlarmRate ?? DEFAULT_FALSE_ALARM_RATE,
        sharpens: present === null ? null : present.sharpens,
        drift: drift === null ? null : drift.crc,
      }),
    );
  }

  /** Sets another rate for a model that is calibrated. Nothing is measured again. */
  setRate(model: ModelIdentity, calibration: Calibration, falseAlarmRate: number): Promise<Calibration> {
    return this.#store(model, { ...calibration, falseAlarmRate });
  }

  /** Takes in the standings of judged questions, in place of earlier ones; none of them restores the calibration on the pictures. */
  refine(model: ModelIdentity, calibration: Calibration, judged: JudgedStandings): Promise<Calibration> {
    return this.#store(model, refinedBy(calibration, judged));
  }

  /**
   * Measures whether sharpened maps of the model are better than plain ones, and keeps the answer with its calibration. Takes some 4,000
   * passes of the image tower; an abort keeps the previous calibration. Throws `NotFound` for a model that is not calibrated.
   */
  async measureMaps(encoder: PatchEncoder, task: Task): Promise<Calibration> {
    const { model } = encoder;
    const calibration = await this.read(model);
    if (calibration === null) throw new NotFound(`model ${model.id} is not calibrated: calibrate it first`);
    const set = await openCalibrationSet(this.#storage, this.#pictures, this.#set);
    const { better } = await measureSharpening(encoder, await picturedClasses(set), SEED, task);
    task.signal.throwIfAborted();
    return this.#store(model, { ...calibration, sharpens: better });
  }

  async #store(model: ModelIdentity, calibration: Calibration): Promise<Calibration> {
    const text = `${JSON.stringify(calibration)}\n`;
    await this.#storage.writeFile(this.#path(model), new TextEncoder().encode(text));
    return calibration;
  }

  /** Null also for a damaged file, which is about to be replaced. */
  async #readOrNull(model: ModelIdentity): Promise<Calibration | null> {
    try {
      return await this.read(model);
    } catch (error) {
      if (error instanceof InvalidInput || error instanceof Unsupported) return null;
      throw error;
    }
  }

  /** False if the file with the drift that the calibration used is missing or damaged. */
  async #hasDrift(identity: ModelIdentity, { drift }: Calibration): Promise<boolean> {
    return drift === null || (await this.#drifts.read(identity, drift)) !== null;
  }

  async #loadBank(id: string, encoder: Encoder, signal?: AbortSignal): Promise<Bank> {
    const storage = this.#storage;
    const { id: model, embeddingDim } = encoder.model;
    const name = `bank.${id.slice(0, 16)}.f16`;
    const own = join(this.#models, model, name);
    const shipped = this.#shipped(model);
    for (const path of [own, shipped && join(shipped, name)]) {
      if (path === null || !(await storage.exists(path))) continue;
      const stored = bankHalves(await storage.readFile(path), embeddingDim);
      if (stored !== null) return bankOf(id, stored, embeddingDim);
    }
    const halves = await encodeBank(encoder, signal);
    await storage.writeFile(own, bankBytes(halves));
    return bankOf(id, halves, embeddingDim);
  }

  #path({ id, precision }: ModelIdentity): string {
    return join(this.#models, id, `calibration.${precision}.json`);
  }
}

/** By each encoder, unit vectors [pictures, dim] in the order of the set. */
async function encodePictures(
  encoders: readonly Encoder[],
  { pictures }: CalibrationSet,
  task: Task,
): Promise<readonly Float32Array[]> {
  const vectors = encoders.map(({ model }) => new Float32Array(pictures.length * model.embeddingDim));
  for (let at = 0; at < pictures.length; at += PICTURES_AT_ONCE) {
    task.report({ phase: 'calibrating', done: at, total: pictures.length });
    const batch = await Promise.all(pictures.slice(at, at + PICTURES_AT_ONCE).map(({ read }) => read()));
    for (const [i, encoder] of encoders.entries()) {
      task.signal.throwIfAborted();
      vectors[i].set(await encoder.encodeImages(batch, task.signal), at * encoder.model.embeddingDim);
    }
  }
  return vectors;
}

/** All pictures of the set, held in memory: some 40 MB. */
async function picturedClasses({ pictures, sentences }: CalibrationSet): Promise<readonly PicturedClass[]> {
  const names = [...new Set(pictures.map(({ className }) => className))];
  return Promise.all(
    names.map(async (name) => ({
      name,
      pictures: await Promise.all(
        pictures.filter(({ className }) => className === name).map(({ read }) => read()),
      ),
      sentences: sentences.filter(({ className }) => className === name).map(({ text }) => text),
    })),
  );
}
