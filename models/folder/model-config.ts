/** The `config.json` of a model folder: sizes, conventions and origin of a model. */
import { ACTIVATIONS, MODEL_ACTIVATIONS, PRECISIONS, type Precision } from '../../core/documents/model.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { type GroundRange, PUBLISHED_GROUND_METRES } from '../../core/search/default-sizes.ts';
import { inWords } from '../../core/value-in-words.ts';
import type { ClipConfig } from '../clip/clip-config.ts';
import { type Conventions, RESIZE_RULES, type Rgb } from '../preprocess/conventions.ts';
import type { SiglipConfig, SiglipTower } from '../siglip/siglip-config.ts';
import { VOCABULARY_FILES, type VocabularyName } from '../tokenizer/sentence-pieces.ts';
import { dualEncoder, FAMILIES, type FamilyConfig, type FamilyName } from './families.ts';
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
/**
 * Must be raised when this schema or the emitted graphs change. Version 1 states no conventions: its models follow CLIP's. Version 3
 * states a family; a CLIP is still written in version 2, which earlier programs can read.
 */
const VERSIONS = { clip: 2, siglip: 3 } as const satisfies Record<FamilyName, number>;
const FIRST_VERSION = 1;

/** A SentencePiece vocabulary in the model folder. */
export type VocabularyFile = { readonly file: VocabularyName; readonly sha256: string };

/** Family, sizes of the towers, context length and activation, and what only one family has. */
export type FamilyFields =
  | Extract<FamilyConfig, { family: 'clip' }>
  | (Extract<FamilyConfig, { family: 'siglip' }> & {
      /** Added to the scaled cosine before the sigmoid. */
      readonly logitBias: number;
      readonly vocabulary: VocabularyFile;
    });

export type ModelConfig = FamilyFields & CommonFields;

type CommonFields = {
  readonly format: typeof FORMAT;
  readonly version: (typeof VERSIONS)[FamilyName];
  /** Precision in which the model is used. It is stored because indexes are valid for one precision only. */
  readonly precision: Precision;
  readonly conventions: Conventions;
  /** Ground size of the pictures that the model was trained with. For folders without it, that of published remote-sensing models. */
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
  fields: FamilyFields & Omit<CommonFields, 'format' | 'version' | 'precision'>,
  precision: Precision = 'fp32',
): ModelConfig {
  return { format: FORMAT, version: VERSIONS[fields.family], precision, ...fields };
}

/** The sizes of a CLIP. Throws `Unsupported` for a model of another family; `name` and `use` are for the message. */
export function clipOf(config: ModelConfig, name: string, use: string): ClipConfig {
  if (config.family === 'clip') return config.clip;
  throw new Unsupported(`model ${name} is a SigLIP model: only CLIP models can be used for ${use}`);
}

export function encodeModelConfig({ family, ...fields }: ModelConfig): Uint8Array {
  // Version 2 states no family: earlier programs read it.
  const stated = family === 'clip' ? fields : { ...fields, family };
  return new TextEncoder().encode(`${JSON.stringify(stated, null, 2)}\n`);
}

/**
 * Reads a `config.json` of version 1, 2 or 3; `path` is for messages. Throws `InvalidInput` for a damaged file, `Unsupported` for
 * a version or value that this program does not support.
 */
export function parseModelConfig(bytes: Uint8Array, path: string): ModelConfig {
  const root = jsonObject(new TextDecoder().decode(bytes), path);
  const { format } = root.fields;
  if (format !== FORMAT) throw new InvalidInput(`${path}: format is ${inWords(format)}, expected ${FORMAT}`);
  const { version } = root.fields;
  if (version !== FIRST_VERSION && version !== VERSIONS.clip && version !== VERSIONS.siglip)
    throw new Unsupported(
      `${path}: version is ${inWords(version)}; this program reads versions ${FIRST_VERSION} to ${VERSIONS.siglip}: import the model again`,
    );
  const family = parseFamily(root);
  const weights = objectAt(root, 'weights');
  const source = objectAt(root, 'source');
  const fields = {
    ...family,
    conventions: version === FIRST_VERSION ? FAMILIES.clip.usual : conventionsFor(root, family),
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
 * folder that the file belongs to, otherwise those of its family. Throws as `parseConventions` does.
 */
export function conventionsBeside(text: string | null, path: string, family: FamilyName): Conventions {
  const { usual } = FAMILIES[family];
  if (text === null || !isModelConfig(text)) return usual;
  const root = jsonObject(text, path);
  return 'conventions' in root.fields ? parseConventions(objectAt(root, 'conventions'), family) : usual;
}

/** Throws `InvalidInput` for a value that is missing or damaged, `Unsupported` for one that is not supported. */
export function parseConventions(object: JsonObject, family: FamilyName): Conventions {
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
    pooling: choiceAt(object, 'pooling', FAMILIES[family].poolings),
    score: choiceAt(object, 'score', FAMILIES[family].scores),
  };
}

function parseFamily(root: JsonObject): FamilyFields {
  if (root.fields.version !== VERSIONS.siglip)
    return { family: 'clip', clip: parseClip(objectAt(root, 'clip')) };
  const family = choiceAt(root, 'family', ['siglip']);
  const vocabulary = objectAt(root, 'vocabulary');
  return {
    family,
    siglip: parseSiglip(objectAt(root, 'siglip')),
    logitBias: numberAt(root, 'logitBias'),
    vocabulary: {
      file: choiceAt(vocabulary, 'file', VOCABULARY_FILES),
      sha256: textAt(vocabulary, 'sha256'),
    },
  };
}

function conventionsFor(root: JsonObject, family: FamilyFields): Conventions {
  const object = objectAt(root, 'conventions');
  const conventions = parseConventions(object, family.family);
  const { vocabularySize } = dualEncoder(family).sizes;
  if (conventions.padId >= vocabularySize)
    throw wrong(object, 'padId', `a token id below ${vocabularySize} (vocabularySize)`);
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

function parseSiglip(siglip: JsonObject): SiglipConfig {
  return {
    imageSizePx: countAt(siglip, 'imageSizePx'),
    patchSizePx: countAt(siglip, 'patchSizePx'),
    vision: parseSiglipTower(objectAt(siglip, 'vision')),
    text: parseSiglipTower(objectAt(siglip, 'text')),
    contextLength: countAt(siglip, 'contextLength'),
    vocabularySize: countAt(siglip, 'vocabularySize'),
    embeddingDim: countAt(siglip, 'embeddingDim'),
    activation: choiceAt(siglip, 'activation', MODEL_ACTIVATIONS),
  };
}

function parseSiglipTower(tower: JsonObject): SiglipTower {
  return { ...parseTower(tower), mlpWidth: countAt(tower, 'mlpWidth') };
}
