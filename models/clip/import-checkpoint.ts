/** A checkpoint file → a model folder: checked float32 weights, two graphs, and a record of where they came from. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { hashSource } from '../checkpoint/hash-source.ts';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { Sha256 } from '../checkpoint/sha256.ts';
import type { StateDict } from '../checkpoint/state-dict.ts';
import { layOutSafetensors } from '../checkpoint/write-safetensors.ts';
import {
  CONFIG_FILE,
  checkModelName,
  encodeModelConfig,
  type ModelFolder,
  newModelConfig,
  openModelFolder,
  TEXT_FILE,
  VISION_FILE,
  WEIGHTS_FILE,
} from '../model-folder.ts';
import { serializeGraph } from '../onnx/serialize-graph.ts';
import { type Activation, type ClipConfig, configFromShapes } from './clip-config.ts';
import { toPublishedLayout } from './key-layouts.ts';
import { textGraph, visionGraph } from './tower-graphs.ts';
import { STRETCHED_POSITIONS, weightShapes } from './weight-names.ts';

const APPEND_CHUNK_BYTES = 16 * 2 ** 20;

export type ImportOptions = {
  /** Of the MLPs; a state dict does not tell. CLIP and its fine-tunings use QuickGELU. */
  readonly activation: Activation;
};

/**
 * Imports `source` as `models/name`. Nothing is left there when it fails or is stopped. Throws `InvalidInput` for
 * damaged files, missing keys, wrong shapes and non-finite weights, `Unsupported` for kinds that are not read.
 */
export async function importCheckpoint(
  source: ByteSource,
  storage: Storage,
  models: string,
  name: string,
  task: Task,
  options: ImportOptions = { activation: 'quick_gelu' },
): Promise<ModelFolder> {
  checkModelName(name);
  const path = `${models}/${name}`;
  if ((await storage.list(path)).length > 0) throw new InvalidInput(`a model named ${name} exists already`);
  const { format, dict: stored } = await readCheckpoint(source, task.signal);
  const { layout, dict } = toPublishedLayout(source.name, stored);
  const clip = configFromShapes(
    new Map([...dict].map(([key, { shape }]) => [key, shape])),
    options.activation,
  );
  const shapes = weightShapes(clip, dict.has(STRETCHED_POSITIONS));
  checkShapes(source.name, dict, shapes);
  const sha256 = await hashSource(source, task);
  const draft = `${models}/.importing-${name}`;
  await storage.remove(draft);
  try {
    const { header, entries, sizeBytes } = layOutSafetensors(shapes, { format: 'pt' });
    const weights = await writeWeights(
      `${draft}/${WEIGHTS_FILE}`,
      source.name,
      dict,
      shapes,
      header,
      storage,
      task,
    );
    await writeGraphs(storage, draft, clip, { file: WEIGHTS_FILE, entries });
    const config = newModelConfig({
      clip,
      logitScale: weights.logitScale,
      weights: { sha256: weights.sha256, sizeBytes },
      source: { file: baseName(source.name), sha256, format, layout },
    });
    await storage.writeFile(`${draft}/${CONFIG_FILE}`, encodeModelConfig(config));
    task.signal.throwIfAborted();
    await storage.rename(draft, path);
  } catch (error) {
    await storage.remove(draft);
    throw error;
  }
  return openModelFolder(storage, models, name);
}

function checkShapes(name: string, dict: StateDict, shapes: ReadonlyMap<string, readonly number[]>): void {
  for (const [key, expected] of shapes) {
    const tensor = dict.get(key);
    if (!tensor) throw new InvalidInput(`${name}: key ${key} is missing`);
    if (tensor.shape.length !== expected.length || tensor.shape.some((extent, i) => extent !== expected[i]))
      throw new InvalidInput(`${name}: ${key} has shape [${tensor.shape}], expected [${expected}]`);
  }
}

/** One tensor at a time: memory is bounded by the largest one. */
async function writeWeights(
  path: string,
  name: string,
  dict: StateDict,
  shapes: ReadonlyMap<string, readonly number[]>,
  header: Uint8Array,
  storage: Storage,
  task: Task,
): Promise<{ sha256: string; logitScale: number }> {
  const hash = new Sha256();
  const file = await storage.openAppend(path);
  let logitScale = Number.NaN;
  let pending: Uint8Array[] = [header];
  let pendingBytes = header.length;
  const flush = async () => {
    await file.append(joined(pending, pendingBytes));
    pending = [];
    pendingBytes = 0;
  };
  hash.update(header);
  try {
    let done = 0;
    for (const key of shapes.keys()) {
      task.signal.throwIfAborted();
      const elements = await dict.get(key)!.read(task.signal);
      checkFinite(name, key, elements);
      if (key === 'logit_scale') logitScale = elements[0];
      const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
      hash.update(bytes);
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pendingBytes >= APPEND_CHUNK_BYTES) await flush();
      task.report({ phase: 'importing weights', done: ++done, total: shapes.size });
    }
    if (pendingBytes > 0) await flush();
  } finally {
    await file.close();
  }
  return { sha256: hash.finish(), logitScale };
}

async function writeGraphs(
  storage: Storage,
  folder: string,
  clip: ClipConfig,
  places: Parameters<typeof visionGraph>[1],
): Promise<void> {
  await storage.writeFile(`${folder}/${VISION_FILE}`, serializeGraph(visionGraph(clip, places)));
  await storage.writeFile(`${folder}/${TEXT_FILE}`, serializeGraph(textGraph(clip, places)));
}

function checkFinite(name: string, key: string, elements: Float32Array): void {
  for (let i = 0; i < elements.length; i++)
    if (!Number.isFinite(elements[i]))
      throw new InvalidInput(`${name}: ${key} holds ${elements[i]} at element ${i}: damaged weights`);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
