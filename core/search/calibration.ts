/** Score calibration of a model, fitted on images of known content and stored as calibration.json in the model folder. */

import { fromHalves } from '../bytes/float16.ts';
import type { Encoder, ModelIdentity } from '../encoder.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { type ComparisonBank, EVIDENCE, type Evidence } from './presence-evidence.ts';

const FORMAT = 'longsight-calibration';
const VERSION = 1;

export type EvidenceWeight = {
  readonly name: keyof Evidence;
  /** Mean and deviation over the calibration scenes, for standardizing. */
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
};

export type Calibration = {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly model: Pick<ModelIdentity, 'weightsSha256' | 'precision' | 'departures'>;
  readonly sharpness: number;
  readonly sentences: readonly string[];
  /** Unit vectors of varied pictures: [count, dim] little-endian halves in Base64. */
  readonly pictures: string;
  readonly weights: readonly EvidenceWeight[];
  readonly bias: number;
  /** Decision values (log-odds): below `weak` there is no convincing match, from `convincing` on there is. */
  readonly thresholds: { readonly weak: number; readonly convincing: number };
  /** Median best cosine of sentences whose content was absent, and of those whose content was present. */
  readonly typicalBest: { readonly absent: number; readonly present: number };
  /** Notes on how the calibration was made and how well it performed, for human readers. */
  readonly report: Readonly<Record<string, unknown>>;
};

/** A calibration in the current version. */
export function newCalibration(fields: Omit<Calibration, 'format' | 'version'>): Calibration {
  return { format: FORMAT, version: VERSION, ...fields };
}

/**
 * Parses the text of file `name`. Null if it was made for other weights, precision, activation or conventions; the model then counts as not calibrated.
 * Throws `InvalidInput` for a damaged file, `Unsupported` for another version.
 */
export function parseCalibration(text: string, model: ModelIdentity, name: string): Calibration | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${name}: is not JSON: remove the file, or put it back as it was`, { cause });
  }
  const calibration = json as Calibration;
  if (!isObject(json) || calibration.format !== FORMAT)
    throw new InvalidInput(`${name}: is not a calibration: remove the file, or put it back as it was`);
  if (calibration.version !== VERSION)
    throw new Unsupported(
      `${name}: calibration version ${calibration.version}; this program reads version ${VERSION}`,
    );
  if (!isComplete(calibration))
    throw new InvalidInput(`${name}: the calibration is damaged: remove the file, or put it back as it was`);
  const { weightsSha256, precision } = calibration.model;
  return weightsSha256 === model.weightsSha256 && precision === model.precision ? calibration : null;
}

/** The calibration's comparison bank; only its sentences have to be encoded. */
export async function comparisonBank(
  calibration: Calibration,
  encoder: Encoder,
  signal?: AbortSignal,
): Promise<ComparisonBank> {
  const { embeddingDim } = encoder.model;
  const sentences = await encoder.encodeTexts(calibration.sentences, signal);
  const bytes = Uint8Array.from(atob(calibration.pictures), (char) => char.charCodeAt(0));
  return {
    sentences: rows(sentences, embeddingDim),
    pictures: rows(fromHalves(new Uint16Array(bytes.buffer)), embeddingDim),
    sharpness: calibration.sharpness,
  };
}

function isComplete(calibration: Calibration): boolean {
  const { model, weights, bias, thresholds, sentences, pictures, typicalBest } = calibration;
  if (
    !isObject(model) ||
    !isObject(thresholds) ||
    !isObject(typicalBest) ||
    !Array.isArray(weights) ||
    !weights.every(isObject)
  )
    return false;
  const numbers = [
    bias,
    thresholds.weak,
    thresholds.convincing,
    typicalBest.absent,
    typicalBest.present,
    ...weights.flatMap(({ mean, deviation, weight }) => [mean, deviation, weight]),
  ];
  return (
    typeof model.weightsSha256 === 'string' &&
    numbers.every(Number.isFinite) &&
    weights.every(({ name }) => EVIDENCE.includes(name)) &&
    isBase64OfHalves(pictures) &&
    Array.isArray(sentences) &&
    sentences.every((sentence) => typeof sentence === 'string')
  );
}

function isBase64OfHalves(text: unknown): boolean {
  return (
    typeof text === 'string' &&
    text.length % 4 === 0 &&
    /^[A-Za-z0-9+/]*={0,2}$/.test(text) &&
    ((text.length / 4) * 3 - (text.match(/=*$/)?.[0].length ?? 0)) % 2 === 0
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function rows(flat: Float32Array, dim: number): Float32Array[] {
  return Array.from({ length: flat.length / dim }, (_, i) => flat.subarray(i * dim, (i + 1) * dim));
}
