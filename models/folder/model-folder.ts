/**
 * Model folders on disk: `config.json`, `weights.safetensors` (float32, published keys), `vision.onnx` and `text.onnx`;
 * `vision-patches.onnx` on first use.
 * `config.json` is written last; a folder without it is not a model.
 */

import type { Precision } from '../../core/documents/model.ts';
import type { ModelIdentity } from '../../core/encoder.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { CLIP_ACTIVATION, CLIP_CONVENTIONS } from '../clip/clip-conventions.ts';
import { dualEncoder } from './families.ts';
import { encodeModelConfig, type ModelConfig, parseModelConfig } from './model-config.ts';

export const WEIGHTS_FILE = 'weights.safetensors';
export const VISION_FILE = 'vision.onnx';
export const TEXT_FILE = 'text.onnx';

/** Files of a model in each precision. A precision may share a graph with another one. */
export const PRECISION_FILES: Readonly<
  Record<Precision, { readonly weights: string; readonly vision: string; readonly text: string }>
> = {
  fp32: { weights: WEIGHTS_FILE, vision: VISION_FILE, text: TEXT_FILE },
  fp16: { weights: 'weights.fp16.safetensors', vision: 'vision.fp16.onnx', text: 'text.fp16.onnx' },
  // A query is one short text: 8 bits would cost accuracy and save only milliseconds.
  int8: { weights: 'weights.int8.safetensors', vision: 'vision.int8.onnx', text: TEXT_FILE },
};
/** The image tower with features of its patches. Made on first use: a model folder need not have it. */
export const PATCH_FILES: Readonly<Record<Precision, string>> = {
  fp32: 'vision-patches.onnx',
  fp16: 'vision-patches.fp16.onnx',
  int8: 'vision-patches.int8.onnx',
};
export const CONFIG_FILE = 'config.json';

export type ModelFolder = {
  readonly path: string;
  readonly identity: ModelIdentity;
  readonly config: ModelConfig;
};

/** A folder found by the listing; a damaged one is listed with the reason. */
export type ListedModel =
  | { readonly kind: 'model'; readonly model: ModelFolder }
  | { readonly kind: 'damaged'; readonly name: string; readonly reason: string };

/** The same model, to be run in `precision`. Its files may not exist yet. */
export function atPrecision(model: ModelFolder, precision: Precision): ModelFolder {
  const config = { ...model.config, precision };
  return { path: model.path, identity: identityOf(model.identity.id, config), config };
}

/** Stores that the model is used in `precision` from now on. Throws `InvalidInput` if files of that precision are missing. */
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

/** Throws `InvalidInput` for a name that is not safe as a folder name on every platform. */
export function checkModelName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) || name.endsWith('.'))
    throw new InvalidInput(
      `model name ${JSON.stringify(name)}: use up to 100 letters, digits, ".", "_" and "-", starting with a letter or digit`,
    );
}

/**
 * Reads and checks the model `name` in the folder `models`. Throws `NotFound` if there is none, `InvalidInput` if it is damaged,
 * `Unsupported` if its config asks for something that this version does not support.
 */
export async function openModelFolder(storage: Storage, models: string, name: string): Promise<ModelFolder> {
  checkModelName(name);
  const path = `${models}/${name}`;
  if (!(await storage.exists(`${path}/${CONFIG_FILE}`))) throw new NotFound(`no model ${name} in ${models}`);
  const config = parseModelConfig(await storage.readFile(`${path}/${CONFIG_FILE}`), `${path}/${CONFIG_FILE}`);
  const model = { path, identity: identityOf(name, config), config };
  await checkFiles(storage, model);
  return model;
}

async function checkFiles(storage: Storage, { path, config }: ModelFolder): Promise<void> {
  const needed = new Set([
    ...Object.values(PRECISION_FILES.fp32),
    ...Object.values(PRECISION_FILES[config.precision]),
    ...(config.family === 'siglip' ? [config.vocabulary.file] : []),
  ]);
  // At once: a question opens the folder several times, and beside other work each wait takes a turn.
  const missing = await Promise.all(
    [...needed].map(async (file) => ((await storage.exists(`${path}/${file}`)) ? null : file)),
  );
  const first = missing.find((file) => file !== null);
  if (first !== undefined)
    throw new InvalidInput(`${path}/${first}: the file is missing: import the model again`);
}

/** All models in the folder `models`, sorted by name. */
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

function identityOf(id: string, config: ModelConfig): ModelIdentity {
  const { weights, precision } = config;
  const { embeddingDim, imageSizePx, contextLength } = dualEncoder(config).sizes;
  const departures = departuresOf(config);
  return {
    id,
    weightsSha256: weights.sha256,
    precision,
    embeddingDim,
    imageSizePx,
    contextLength,
    ...(departures === '' ? {} : { departures }),
  };
}

/** Activation, conventions and vocabulary that differ from those of OpenAI's CLIP, in a fixed order; '' if none do. */
function departuresOf(config: ModelConfig): string {
  const { activation } = dualEncoder(config).sizes;
  const vocabulary = config.family === 'siglip' ? config.vocabulary.sha256 : null;
  const own: Readonly<Record<string, unknown>> = { activation, vocabulary, ...config.conventions };
  const usual: Readonly<Record<string, unknown>> = {
    activation: CLIP_ACTIVATION,
    vocabulary: null,
    ...CLIP_CONVENTIONS,
  };
  return Object.keys(usual)
    .filter((name) => JSON.stringify(own[name]) !== JSON.stringify(usual[name]))
    .sort()
    .map((name) => `${name}=${JSON.stringify(own[name])}`)
    .join(' ');
}
