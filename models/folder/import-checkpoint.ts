/** Import of a checkpoint as a model folder: checked float32 weights, two graphs, and a record of their origin. */

import { viewBytes } from '../../core/bytes/join.ts';
import type { Activation } from '../../core/documents/model.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { type GroundRange, PUBLISHED_GROUND_METRES } from '../../core/search/default-sizes.ts';
import type { Task } from '../../core/task.ts';
import type { CheckpointFiles } from '../checkpoint/checkpoint-files.ts';
import { hashSources } from '../checkpoint/hash-source.ts';
import { Sha256 } from '../checkpoint/sha256.ts';
import type { StateDict } from '../checkpoint/state-dict.ts';
import { layOutSafetensors } from '../checkpoint/write-safetensors.ts';
import { writeTensors } from '../checkpoint/write-tensors.ts';
import type { ClipConfig } from '../clip/clip-config.ts';
import { type InspectedCheckpoint, inspectCheckpoint } from '../clip/inspect-checkpoint.ts';
import { textGraph, visionGraph } from '../clip/tower-graphs.ts';
import { LOGIT_SCALE } from '../clip/weight-names.ts';
import { serializeGraph } from '../onnx/serialize-graph.ts';
import type { Conventions } from '../preprocess/conventions.ts';
import { conventionsBeside, encodeModelConfig, newModelConfig } from './model-config.ts';
import {
  CONFIG_FILE,
  checkModelName,
  type ModelFolder,
  openModelFolder,
  TEXT_FILE,
  VISION_FILE,
  WEIGHTS_FILE,
} from './model-folder.ts';

export type ImportOptions = {
  /** Activation of the MLPs, as the user chose it; null takes it from the files. */
  readonly activation?: Activation | null;
  /** Null takes those of the model folder that the file is in, otherwise CLIP's. */
  readonly conventions?: Conventions | null;
  /** Ground size of the pictures it was trained with; null takes that of published models. */
  readonly trainedGroundMetres?: GroundRange | null;
  /** Address that the file was downloaded from; null for a local file. */
  readonly url?: string | null;
};

/**
 * Imports a checkpoint as `models/name`. Nothing is left there if it fails or is stopped. Throws `InvalidInput` for damaged
 * files, missing keys, wrong shapes, non-finite weights and an unknown activation, `Unsupported` for other kinds of model.
 */
export async function importCheckpoint(
  files: CheckpointFiles,
  storage: Storage,
  models: string,
  name: string,
  task: Task,
  options: ImportOptions = {},
): Promise<ModelFolder> {
  checkModelName(name);
  const path = `${models}/${name}`;
  if ((await storage.list(path)).length > 0)
    throw new InvalidInput(`a model named ${name} already exists: choose another name`);
  const inspected = await inspectCheckpoint(files, task.signal);
  const { dict, shapes } = inspected;
  const { activation, from } = chooseActivation(files.name, inspected, options.activation ?? null);
  const conventions =
    options.conventions ??
    conventionsBeside(await files.note(CONFIG_FILE), `${CONFIG_FILE} beside ${files.name}`);
  const clip: ClipConfig = { ...inspected.sizes, activation };
  const sha256 = await hashSources(files.index === null ? files.parts : [files.index, ...files.parts], task);
  const draft = `${models}/.importing-${name}`;
  await storage.remove(draft);
  try {
    const { header, entries, sizeBytes } = layOutSafetensors(shapes, { format: 'pt' });
    const weights = await writeWeights(
      `${draft}/${WEIGHTS_FILE}`,
      files.name,
      dict,
      shapes,
      header,
      storage,
      task,
    );
    await writeGraphs(storage, draft, clip, { file: WEIGHTS_FILE, entries });
    const { format, layout } = inspected;
    const config = newModelConfig({
      clip,
      conventions,
      trainedGroundMetres: options.trainedGroundMetres ?? PUBLISHED_GROUND_METRES,
      logitScale: weights.logitScale,
      weights: { sha256: weights.sha256, sizeBytes },
      source: {
        file: baseName(files.name),
        sha256,
        format,
        layout,
        activationFrom: from,
        url: options.url ?? null,
      },
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

/** The user's choice takes precedence over the files. */
function chooseActivation(
  name: string,
  { activation }: InspectedCheckpoint,
  chosen: Activation | null,
): { activation: Activation; from: string } {
  if (chosen !== null) return { activation: chosen, from: 'the user' };
  if (activation !== null) return activation;
  throw new InvalidInput(
    `${name}: the weights do not show whether the model uses QuickGELU or exact GELU, and the wrong one distorts every score. Choose --activation quick_gelu for models fine-tuned from OpenAI's CLIP, --activation gelu for models trained with open_clip's defaults, such as LAION's`,
  );
}

/** Reads, checks and writes one tensor at a time: memory is bounded by the largest one. */
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
  let logitScale = Number.NaN;
  let done = 0;
  hash.update(header);
  await writeTensors(storage, path, header, shapes.keys(), async (key) => {
    task.signal.throwIfAborted();
    const elements = await dict.get(key)!.read(task.signal);
    checkFinite(name, key, elements);
    if (key === LOGIT_SCALE) logitScale = elements[0];
    hash.update(viewBytes(elements));
    task.report({ phase: 'importing weights', done: ++done, total: shapes.size });
    return elements;
  });
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
      throw new InvalidInput(
        `${name}: ${key} holds ${elements[i]} at element ${i}; the weights are damaged: get the file again`,
      );
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
