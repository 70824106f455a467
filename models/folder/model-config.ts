/** The `config.json` of a model folder: sizes, conventions and origin of a model. */
import { ACTIVATIONS, PRECISIONS, type Precision } from '../../core/documents/model.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { type GroundRange, PUBLISHED_GROUND_METRES } from '../../core/search/default-sizes.ts';
import type { ClipConfig } from '../clip/clip-config.ts';
import { CLIP_CONVENTIONS } from '../clip/clip-conventions.ts';
import {
  type Conventions,
  POOLINGS,
  RESIZE_RULES,
  type Rgb,
  SCORE_KINDS,
} from '../preprocess/conventions.ts';
import {
  choiceAt,
  countAt,
  type JsonObject,
  jsonObject,
  numberAt,
  objectAt,
  optionalTextAt,
  textAt,
  wrong,
} from './json-fields.ts';

const FORMAT = 'longsight-model';
/** To be raised when this schema or the emitted graphs change. Version 1 states no conventions: its models follow CLIP's. */
const FOLDER_VERSION = 2;
const FIRST_VERSION = 1;

export type ModelConfig = {
  readonly format: typeof FORMAT;
  readonly version: typeof FOLDER_VERSION;
  /** Precision in which the model is used. It is stored because indexes are valid for one precision only. */
  readonly precision: Precision;
  /** Sizes of the towers, context length and activation. */
  readonly clip: ClipConfig;
  readonly conventions: Conventions;
  /** Ground size of the pictures it was trained with. Folders without it have that of published remote-sensing models. */
  readonly trainedGroundMetres: GroundRange;
  /** Natural logarithm of the factor on the cosine in the training loss. */
  readonly logitScale: number;
  readonly weights: { readonly sha256: string; readonly sizeBytes: number };
  /** Origin of the weights. */
  readonly source: {
    readonly file: string;
    readonly sha256: string;
    /** Container: "torch zip", "safetensors". */
    readonly format: string;
    /** Key layout: "published". */
    readonly layout: string;
    /** Source of the activation: "the file itself", "the user". Null in older folders. */
    readonly activationFrom: string | null;
    /** Address of the download; null for a local file. */
    readonly url: string | null;
  };
};

export function newModelConfig(
  fields: Omit<ModelConfig, 'format' | 'version' | 'precision'>,
  precision: Precision = 'fp32',
): ModelConfig {
  return { format: FORMAT, version: FOLDER_VERSION, precision, ...fields };
}

export function encodeModelConfig(config: ModelConfig): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads a `config.json` of version 1 or 2; `path` is for messages. Throws `InvalidInput` for a damaged file, `Unsupported` for
 * a version or value that this program does not support.
 */
export function parseModelConfig(bytes: Uint8Array, path: string): ModelConfig {
  const root = jsonObject(new TextDecoder().decode(bytes), path);
  const { format } = root.fields;
  if (format !== FORMAT) throw new InvalidInput(`${path}: format is ${format}, expected ${FORMAT}`);
  const { version } = root.fields;
  if (version !== FIRST_VERSION && version !== FOLDER_VERSION)
    throw new Unsupported(
      `${path}: version is ${version}; this program reads versions ${FIRST_VERSION} and ${FOLDER_VERSION}: import the model again`,
    );
  const clip = parseClip(objectAt(root, 'clip'));
  const weights = objectAt(root, 'weights');
  const source = objectAt(root, 'source');
  const fields = {
    clip,
    conventions: version === FIRST_VERSION ? CLIP_CONVENTIONS : conventionsFor(root, clip),
    trainedGroundMetres: groundRangeIn(root),
    logitScale: numberAt(root, 'logitScale'),
    weights: { sha256: textAt(weights, 'sha256'), sizeBytes: countAt(weights, 'sizeBytes') },
    source: {
      file: textAt(source, 'file'),
      sha256: textAt(source, 'sha256'),
      format: textAt(source, 'format'),
      layout: textAt(source, 'layout'),
      activationFrom: optionalTextAt(source, 'activationFrom'),
      url: optionalTextAt(source, 'url'),
    },
  };
  return newModelConfig(fields, choiceAt(root, 'precision', PRECISIONS));
}

/**
 * Conventions of a checkpoint, from the text of the `config.json` beside it (null if there is none): those of the model
 * folder that the file belongs to, otherwise CLIP's. Throws as `parseConventions` does.
 */
export function conventionsBeside(text: string | null, path: string): Conventions {
  if (text === null || !isModelConfig(text)) return CLIP_CONVENTIONS;
  const root = jsonObject(text, path);
  return 'conventions' in root.fields ? parseConventions(objectAt(root, 'conventions')) : CLIP_CONVENTIONS;
}

/** Throws `InvalidInput` for a value that is missing or damaged, `Unsupported` for one that is not supported. */
export function parseConventions(object: JsonObject): Conventions {
  const { padId, promptPrefix } = object.fields;
  if (typeof padId !== 'number' || !Number.isSafeInteger(padId) || padId < 0)
    throw wrong(object, 'padId', 'a token id');
  if (typeof promptPrefix !== 'string') throw wrong(object, 'promptPrefix', 'text, which may be empty');
  const pixelStd = rgbAt(object, 'pixelStd');
  if (pixelStd.some((value) => value <= 0)) throw wrong(object, 'pixelStd', 'three positive numbers');
  return {
    pixelMean: rgbAt(object, 'pixelMean'),
    pixelStd,
    resize: choiceAt(object, 'resize', RESIZE_RULES),
    padId,
    promptPrefix,
    pooling: choiceAt(object, 'pooling', POOLINGS),
    score: choiceAt(object, 'score', SCORE_KINDS),
  };
}

function conventionsFor(root: JsonObject, { vocabularySize }: ClipConfig): Conventions {
  const object = objectAt(root, 'conventions');
  const conventions = parseConventions(object);
  if (conventions.padId >= vocabularySize)
    throw wrong(object, 'padId', `a token id below ${vocabularySize} (clip.vocabularySize)`);
  return conventions;
}

/** The field `trainedGroundMetres`; that of published models if it is absent. Throws `InvalidInput` for a damaged one. */
export function groundRangeIn(root: JsonObject): GroundRange {
  if (!('trainedGroundMetres' in root.fields)) return PUBLISHED_GROUND_METRES;
  const object = objectAt(root, 'trainedGroundMetres');
  const range = { low: numberAt(object, 'low'), high: numberAt(object, 'high') };
  if (!(range.low > 0 && range.high >= range.low))
    throw wrong(object, 'high', 'metres, low above 0 and high no smaller');
  return range;
}

function isModelConfig(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function rgbAt(object: JsonObject, key: string): Rgb {
  const value = object.fields[key];
  if (!Array.isArray(value) || value.length !== 3 || !value.every(Number.isFinite))
    throw wrong(object, key, 'three numbers');
  return [value[0], value[1], value[2]];
}

function parseClip(clip: JsonObject): ClipConfig {
  return {
    imageSizePx: countAt(clip, 'imageSizePx'),
    patchSizePx: countAt(clip, 'patchSizePx'),
    vision: parseTower(objectAt(clip, 'vision')),
    text: parseTower(objectAt(clip, 'text')),
    contextLength: countAt(clip, 'contextLength'),
    vocabularySize: countAt(clip, 'vocabularySize'),
    embeddingDim: countAt(clip, 'embeddingDim'),
    activation: choiceAt(clip, 'activation', ACTIVATIONS),
  };
}

function parseTower(tower: JsonObject): ClipConfig['vision'] {
  return {
    width: countAt(tower, 'width'),
    layers: countAt(tower, 'layers'),
    heads: countAt(tower, 'heads'),
  };
}
