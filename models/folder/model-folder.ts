/**
 * A model on disk: a folder with `config.json`, `weights.safetensors` (float32, published keys), `vision.onnx` and
 * `text.onnx`. `config.json` is written last; a folder without it is no model.
 */

import { PRECISIONS, type Precision } from '../../core/documents/model.ts';
import type { ModelIdentity } from '../../core/encoder.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { JsonObject } from '../../core/json-object.ts';
import type { ClipConfig } from '../clip/clip-config.ts';

export const WEIGHTS_FILE = 'weights.safetensors';
export const VISION_FILE = 'vision.onnx';
export const TEXT_FILE = 'text.onnx';

/** Files of a model in one precision. `weights` are what its own graphs read; a graph may be that of another precision. */
export const PRECISION_FILES: Readonly<
  Record<Precision, { readonly weights: string; readonly vision: string; readonly text: string }>
> = {
  fp32: { weights: WEIGHTS_FILE, vision: VISION_FILE, text: TEXT_FILE },
  fp16: { weights: 'weights.fp16.safetensors', vision: 'vision.fp16.onnx', text: 'text.fp16.onnx' },
  // A query is one short text: eight bits would cost accuracy and gain milliseconds.
  int8: { weights: 'weights.int8.safetensors', vision: 'vision.int8.onnx', text: TEXT_FILE },
};
export const CONFIG_FILE = 'config.json';

const FORMAT = 'longsight-model';
/** Raised when the emitted graphs or this schema change, so that older folders are told apart. */
const FOLDER_VERSION = 1;

export type ModelConfig = {
  readonly format: typeof FORMAT;
  readonly version: typeof FOLDER_VERSION;
  /** In which the model is used; chosen once and stored, since its indexes hold for it alone. */
  readonly precision: Precision;
  readonly clip: ClipConfig;
  /** ln of the factor on the cosine in the training loss. */
  readonly logitScale: number;
  readonly weights: { readonly sha256: string; readonly sizeBytes: number };
  /** Where the weights came from. */
  readonly source: {
    readonly file: string;
    readonly sha256: string;
    /** Container: "torch zip", "safetensors". */
    readonly format: string;
    /** Key layout: "published". */
    readonly layout: string;
    /** What told the activation: "the file itself", "the user". Null in older folders. */
    readonly activationFrom: string | null;
    /** Where the file was downloaded from; null for a local one. */
    readonly url: string | null;
  };
};

export type ModelFolder = {
  readonly path: string;
  readonly identity: ModelIdentity;
  readonly config: ModelConfig;
};

/** A folder that the listing found; a damaged one says why instead of vanishing. */
export type ListedModel =
  | { readonly kind: 'model'; readonly model: ModelFolder }
  | { readonly kind: 'damaged'; readonly name: string; readonly reason: string };

export function newModelConfig(
  fields: Omit<ModelConfig, 'format' | 'version' | 'precision'>,
  precision: Precision = 'fp32',
): ModelConfig {
  return { format: FORMAT, version: FOLDER_VERSION, precision, ...fields };
}

export function encodeModelConfig(config: ModelConfig): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`);
}

/** The same model, to be run in `precision`. Its files may not be there. */
export function atPrecision(model: ModelFolder, precision: Precision): ModelFolder {
  const config = { ...model.config, precision };
  return { path: model.path, identity: identityOf(model.identity.id, config), config };
}

/** Uses the model in `precision` from now on. Throws `InvalidInput` where files of it are missing. */
export async function storePrecision(
  storage: Storage,
  model: ModelFolder,
  precision: Precision,
): Promise<ModelFolder> {
  const chosen = atPrecision(model, precision);
  await checkFiles(storage, chosen);
  await storage.writeFile(`${model.path}/${CONFIG_FILE}`, encodeModelConfig(chosen.config));
  return chosen;
}

/** Letters, digits, `.`, `_` and `-`, starting with a letter or digit: safe as a folder name on every platform. */
export function checkModelName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) || name.endsWith('.'))
    throw new InvalidInput(
      `model name ${JSON.stringify(name)}: use up to 100 letters, digits, ".", "_" and "-", starting with a letter or digit`,
    );
}

/** Reads and checks one model. Throws `NotFound` where there is none, `InvalidInput` or `Unsupported` for a bad one. */
export async function openModelFolder(storage: Storage, models: string, name: string): Promise<ModelFolder> {
  checkModelName(name);
  const path = `${models}/${name}`;
  if (!(await storage.exists(`${path}/${CONFIG_FILE}`))) throw new NotFound(`no model ${name} in ${models}`);
  const config = parseModelConfig(await storage.readFile(`${path}/${CONFIG_FILE}`), `${path}/${CONFIG_FILE}`);
  const model = { path, identity: identityOf(name, config), config };
  await checkFiles(storage, model);
  return model;
}

async function checkFiles(storage: Storage, { path, identity, config }: ModelFolder): Promise<void> {
  const needed = [
    ...Object.values(PRECISION_FILES.fp32),
    ...Object.values(PRECISION_FILES[config.precision]),
  ];
  for (const file of needed)
    if (!(await storage.exists(`${path}/${file}`)))
      throw new InvalidInput(`model ${identity.id}: ${file} is missing`);
}

/** Every model of a folder, by name. */
export async function listModels(storage: Storage, models: string): Promise<ListedModel[]> {
  const listed: ListedModel[] = [];
  for (const name of [...(await storage.list(models))].sort()) {
    if (name.startsWith('.') || !(await storage.exists(`${models}/${name}/${CONFIG_FILE}`))) continue;
    try {
      listed.push({ kind: 'model', model: await openModelFolder(storage, models, name) });
    } catch (error) {
      if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
      listed.push({ kind: 'damaged', name, reason: error.message });
    }
  }
  return listed;
}

/** `path` is for messages. */
function parseModelConfig(bytes: Uint8Array, path: string): ModelConfig {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InvalidInput(`${path}: not JSON`, { cause });
  }
  const root = objectAt(json, path, '');
  if (root.format !== FORMAT) throw new InvalidInput(`${path}: format is ${root.format}, expected ${FORMAT}`);
  if (root.version !== FOLDER_VERSION)
    throw new Unsupported(
      `${path}: version ${root.version}; this program reads version ${FOLDER_VERSION}: import it again`,
    );
  const precision = PRECISIONS.find((each) => each === root.precision);
  if (!precision) throw new Unsupported(`${path}: precision ${root.precision}`);
  const weights = objectAt(root.weights, path, 'weights');
  const source = objectAt(root.source, path, 'source');
  const fields = {
    clip: parseClip(objectAt(root.clip, path, 'clip'), path),
    logitScale: numberAt(root, path, 'logitScale'),
    weights: { sha256: textAt(weights, path, 'sha256'), sizeBytes: countAt(weights, path, 'sizeBytes') },
    source: {
      file: textAt(source, path, 'file'),
      sha256: textAt(source, path, 'sha256'),
      format: textAt(source, path, 'format'),
      layout: textAt(source, path, 'layout'),
      activationFrom: optionalTextAt(source, path, 'activationFrom'),
      url: optionalTextAt(source, path, 'url'),
    },
  };
  return newModelConfig(fields, precision);
}

function identityOf(id: string, { clip, weights, precision }: ModelConfig): ModelIdentity {
  return {
    id,
    weightsSha256: weights.sha256,
    precision,
    embeddingDim: clip.embeddingDim,
    imageSizePx: clip.imageSizePx,
    contextLength: clip.contextLength,
  };
}

function parseClip(clip: JsonObject, path: string): ClipConfig {
  const { activation } = clip;
  if (activation !== 'quick_gelu' && activation !== 'gelu')
    throw new InvalidInput(`${path}: clip.activation is ${activation}`);
  return {
    imageSizePx: countAt(clip, path, 'imageSizePx'),
    patchSizePx: countAt(clip, path, 'patchSizePx'),
    vision: parseTower(objectAt(clip.vision, path, 'clip.vision'), path),
    text: parseTower(objectAt(clip.text, path, 'clip.text'), path),
    contextLength: countAt(clip, path, 'contextLength'),
    vocabularySize: countAt(clip, path, 'vocabularySize'),
    embeddingDim: countAt(clip, path, 'embeddingDim'),
    activation,
  };
}

function parseTower(tower: JsonObject, path: string): ClipConfig['vision'] {
  return {
    width: countAt(tower, path, 'width'),
    layers: countAt(tower, path, 'layers'),
    heads: countAt(tower, path, 'heads'),
  };
}

function objectAt(value: unknown, path: string, key: string): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new InvalidInput(`${path}: ${key || 'the file'} is no object`);
  return value as JsonObject;
}

function textAt(object: JsonObject, path: string, key: string): string {
  const value = object[key];
  if (typeof value !== 'string' || value === '')
    throw new InvalidInput(`${path}: ${key} is ${value}, expected text`);
  return value;
}

function optionalTextAt(object: JsonObject, path: string, key: string): string | null {
  return object[key] === undefined || object[key] === null ? null : textAt(object, path, key);
}

function numberAt(object: JsonObject, path: string, key: string): number {
  const value = object[key];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new InvalidInput(`${path}: ${key} is ${value}, expected a number`);
  return value;
}

function countAt(object: JsonObject, path: string, key: string): number {
  const value = numberAt(object, path, key);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidInput(`${path}: ${key} is ${value}, expected a positive integer`);
  return value;
}
