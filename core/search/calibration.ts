/**
 * Calibration of a model's verdicts: the standings of sentences about absent and present content in bags of pictures of known content.
 * It is made on the user's machine for any model; nothing is fitted.
 */
import { type Encoder, embeddingIdentity, type ModelIdentity } from '../encoder.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { inWords } from '../value-in-words.ts';

const FORMAT = 'longsight-calibration';
const VERSION = 4;
/** Versions of calibrations that used another statistic. */
const OBSOLETE_VERSIONS: readonly unknown[] = [1, 2, 3];
/** Number of sentences of the calibrations that do not state it. */
const SENTENCES_BEFORE = 63;
/** Quantiles kept of each distribution. */
export const QUANTILES = 101;
/** Below this area under the curve, a model cannot tell present from absent content and gives no verdict. */
export const LEAST_AUC = 0.65;
export const DEFAULT_FALSE_ALARM_RATE = 0.1;

export type Calibration = {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly model: Pick<ModelIdentity, 'weightsSha256' | 'precision' | 'departures'>;
  /** Fingerprint of the bank's sentences; a calibration holds for one bank. */
  readonly bank: string;
  /** Number of pictures, and the edge length of one on the ground in metres. */
  readonly pictures: number;
  readonly pictureMetres: number;
  /** Number of sentences that were asked about the pictures. */
  readonly sentences: number;
  /** Chance that a sentence about present content stands higher than one about absent content. */
  readonly auc: number;
  /** Standings (z) of sentences about absent and about present content: ascending quantiles, minimum to maximum. */
  readonly absent: readonly number[];
  readonly present: readonly number[];
  /** Share of absent sentences that may be called present: the user's choice. */
  readonly falseAlarmRate: number;
  /** Whether sharpened maps showed objects better than plain ones; null if it was not measured. */
  readonly sharpens: boolean | null;
  /** CRC-32 of the file that shows how far the model drifted from its base; null if it was not compared with one. */
  readonly drift: number | null;
  /** What judged questions added to `absent` and `present`; null for a calibration on the pictures alone. */
  readonly refinement: Refinement | null;
};

/** The distributions of the pictures alone, and how many judged questions refined them. */
export type Refinement = {
  readonly picturesAbsent: readonly number[];
  readonly picturesPresent: readonly number[];
  readonly absentQuestions: number;
  readonly presentQuestions: number;
};

export type Thresholds = {
  /** From here on a sentence is called present. */
  readonly present: number;
  /** Below this it is called absent; never above `present`. */
  readonly absent: number;
};

/** A calibration in the current version. */
export function newCalibration(fields: Omit<Calibration, 'format' | 'version' | 'refinement'>): Calibration {
  return { format: FORMAT, version: VERSION, ...fields, refinement: null };
}

/** Quantiles of `values` (in any order, not empty): `QUANTILES` numbers, ascending. */
export function quantilesOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return Array.from({ length: QUANTILES }, (_, i) => {
    const place = (i / (QUANTILES - 1)) * (sorted.length - 1);
    const low = Math.floor(place);
    const high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  });
}

/**
 * A sentence is called present if at most the false-alarm rate of absent sentences stand as high, counting the sentence itself as one of
 * them, and absent if at most the same share of present sentences stand as low. If the two thresholds cross, their mean separates the two.
 */
export function thresholdsOf({ absent, present, falseAlarmRate, sentences }: Calibration): Thresholds {
  const share = Math.max(0, (falseAlarmRate * (sentences + 1) - 1) / sentences);
  const forPresent = quantileAt(absent, 1 - share);
  const forAbsent = quantileAt(present, share);
  if (forAbsent <= forPresent) return { present: forPresent, absent: forAbsent };
  const middle = (forPresent + forAbsent) / 2;
  return { present: middle, absent: middle };
}

/**
 * Share of absent sentences that stand at least as high as `z`, 0 to 1. A new sentence counts as one of those that were measured, as in conformal
 * prediction (Vovk et al. 2005): few sentences were asked, and one that nobody has asked may stand higher than all of them.
 */
export function falseAlarmRateAt({ absent, sentences }: Calibration, z: number): number {
  return ((1 - shareBelow(absent, z)) * sentences + 1) / (sentences + 1);
}

/** Place of `z` between the medians of absent sentences (0) and present ones (1), limited to 0 to 1. */
export function positionOf({ absent, present }: Calibration, z: number): number {
  const [from, to] = [quantileAt(absent, 0.5), quantileAt(present, 0.5)];
  return to <= from ? Number(z >= to) : Math.min(1, Math.max(0, (z - from) / (to - from)));
}

/** Linear interpolation between the kept quantiles; `share` is 0 to 1. */
export function quantileAt(quantiles: readonly number[], share: number): number {
  const place = share * (quantiles.length - 1);
  const low = Math.floor(place);
  const high = Math.min(quantiles.length - 1, low + 1);
  return quantiles[low] + (place - low) * (quantiles[high] - quantiles[low]);
}

/**
 * Parses the text of file `name`. Null if it was made for another model, bank or earlier version; the model then counts as not
 * calibrated. Throws `InvalidInput` for a damaged file, `Unsupported` for a later version.
 */
export function parseCalibration(
  text: string,
  model: Encoder['model'],
  bank: string,
  name: string,
): Calibration | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${name} is not JSON: calibrate the model again`, { cause });
  }
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== FORMAT)
    throw new InvalidInput(`${name} is not a calibration file: calibrate the model again`);
  const version = 'version' in json ? json.version : null;
  if (OBSOLETE_VERSIONS.includes(version)) return null;
  if (version !== VERSION)
    throw new Unsupported(
      `${name}: calibration version ${inWords(version)}; this program reads version ${VERSION}: calibrate the model again`,
    );
  // Older calibrations lack these.
  const calibration = { refinement: null, drift: null, sentences: SENTENCES_BEFORE, ...json };
  if (!isComplete(calibration))
    throw new InvalidInput(`${name}: the calibration is damaged: calibrate the model again`);
  const isOfModel = embeddingIdentity(calibration.model) === embeddingIdentity(model);
  return isOfModel && calibration.bank === bank ? calibration : null;
}

function isComplete(json: object): json is Calibration {
  const {
    model,
    bank,
    pictures,
    pictureMetres,
    sentences,
    auc,
    absent,
    present,
    falseAlarmRate,
    sharpens,
    drift,
    refinement,
  } = json as Partial<Calibration>;
  return (
    typeof model === 'object' &&
    model !== null &&
    typeof model.weightsSha256 === 'string' &&
    typeof bank === 'string' &&
    [pictures, pictureMetres, auc, falseAlarmRate].every(Number.isFinite) &&
    Number.isSafeInteger(sentences) &&
    Number(sentences) > 0 &&
    Number(falseAlarmRate) > 0 &&
    Number(falseAlarmRate) < 1 &&
    (sharpens === null || typeof sharpens === 'boolean') &&
    areQuantiles(absent) &&
    areQuantiles(present) &&
    (drift === null || Number.isSafeInteger(drift)) &&
    (refinement === null || isRefinement(refinement))
  );
}

function isRefinement(refinement: Refinement | undefined): boolean {
  return (
    refinement !== undefined &&
    areQuantiles(refinement.picturesAbsent) &&
    areQuantiles(refinement.picturesPresent) &&
    [refinement.absentQuestions, refinement.presentQuestions].every(Number.isSafeInteger)
  );
}

function areQuantiles(values: unknown): boolean {
  return (
    Array.isArray(values) &&
    values.length === QUANTILES &&
    values.every((value, i) => Number.isFinite(value) && (i === 0 || value >= values[i - 1]))
  );
}

/** Share of the distribution below `z`, 0 to 1. */
function shareBelow(quantiles: readonly number[], z: number): number {
  const last = quantiles.length - 1;
  if (z <= quantiles[0]) return 0;
  if (z > quantiles[last]) return 1;
  const high = quantiles.findIndex((value) => value >= z);
  const [from, to] = [quantiles[high - 1], quantiles[high]];
  return (high - 1 + (z - from) / (to - from)) / last;
}
