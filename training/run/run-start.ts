/** Starting point of a run, new or resumed: weights, optimizer and trained parts. */

import type { Activation } from '../../core/documents/model.ts';
import type { RunLogEntry, RunSpec } from '../../core/documents/run.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { hashSources } from '../../models/checkpoint/hash-source.ts';
import { readCheckpoint } from '../../models/checkpoint/read-checkpoint.ts';
import type { StoredCheckpoint } from '../../models/checkpoint/state-dict.ts';
import { findActivation } from '../../models/clip/activation-evidence.ts';
import { type ClipConfig, sizesFromShapes } from '../../models/clip/clip-config.ts';
import { toPublishedLayout } from '../../models/clip/key-layouts.ts';
import { clipOf, conventionsBeside } from '../../models/folder/model-config.ts';
import { verifyFiles } from '../../models/folder/model-files.ts';
import { CONFIG_FILE, openModelFolder, WEIGHTS_FILE } from '../../models/folder/model-folder.ts';
import type { Conventions } from '../../models/preprocess/conventions.ts';
import { changesPictures } from '../dataset/augment.ts';
import { newOptimizerState, type OptimizerState } from '../optimizer/optimizer.ts';
import type { PartialStep } from '../step/gradient-step.ts';
import { inlineWeights, type ModelWeights, readModelWeights, shapesOf } from '../step/model-weights.ts';
import { frozenEntry, trainableKeys } from '../step/trainable-parts.ts';
import type { TrainingModel } from '../step/training-graph.ts';
import { listCheckpoints, openCheckpoint } from './checkpoint.ts';

export type Started = Extract<RunLogEntry, { kind: 'started' }>;

export type RunWeights = {
  readonly config: ClipConfig;
  readonly weights: ModelWeights;
  readonly activation: Activation;
  readonly conventions: Conventions;
  /** Digest of the base's file; from the log if the run is resumed. */
  readonly baseSha256: string;
};

export type RunStart = RunWeights & {
  readonly optimizer: OptimizerState;
  readonly partial: PartialStep | null;
  /** Name of the checkpoint; null at the first start. */
  readonly checkpoint: string | null;
};

/** From the newest checkpoint, or from the base if there is none. Throws `InvalidInput` if the base has changed. */
export async function startOrResume(
  storage: Storage,
  spec: RunSpec,
  run: string,
  models: string,
  started: Started | null,
  task: Task,
): Promise<RunStart> {
  if (started !== null && started.pcm !== undefined)
    throw new Unsupported(
      `the run trains with ${started.pcm} principal components (PCM): resume it with PyTorch (training/torch)`,
    );
  const newest = (await listCheckpoints(storage, run)).at(-1);
  if (!started || newest === undefined) {
    const base = started
      ? await readKnownBase(storage, spec, models, started.baseSha256, task)
      : await readBase(storage, spec, models, task);
    return { ...base, optimizer: newOptimizerState(), partial: null, checkpoint: null };
  }
  const { activation, baseSha256 } = started;
  const checkpoint = await openCheckpoint(storage, run, newest);
  try {
    const { config, weights } = await readModelWeights(checkpoint.weights, activation, 'stored', task.signal);
    const { conventions, optimizer, partial } = checkpoint;
    return { config, weights, activation, conventions, baseSha256, optimizer, partial, checkpoint: newest };
  } finally {
    await checkpoint.close();
  }
}

/** The base of a run that has begun. Throws `InvalidInput` if it is another one now. */
export async function readKnownBase(
  storage: Storage,
  spec: RunSpec,
  models: string,
  sha256: string,
  task: Task,
): Promise<RunWeights> {
  const base = await readBase(storage, spec, models, task);
  if (base.baseSha256 !== sha256)
    throw new InvalidInput('the base model has changed since the run began: start a new run');
  return base;
}

/** The base of a new run. Throws `InvalidInput` for weights that are not finite, and the errors of reading checkpoints. */
export async function readBase(
  storage: Storage,
  { base, positions }: RunSpec,
  models: string,
  task: Task,
): Promise<RunWeights> {
  const folder = base.kind === 'model' ? await openModelFolder(storage, models, base.model) : null;
  if (folder) await verifyFiles(storage, folder, [WEIGHTS_FILE], task.signal);
  const clip = folder && clipOf(folder.config, folder.identity.id, 'fine-tuning');
  const path = base.kind === 'model' ? `${models}/${base.model}/${WEIGHTS_FILE}` : base.path;
  const source = await storage.openRead(path);
  try {
    const stored = await readCheckpoint(source, task.signal);
    const { dict } = toPublishedLayout(path, stored.dict);
    const told = base.kind === 'checkpoint' ? base.activation : clip!.activation;
    const note = noteBeside(storage, path);
    const activation = told ?? (await activationOf(path, { ...stored, dict }, note));
    const conventions = folder
      ? folder.config.conventions
      : conventionsBeside(await note(CONFIG_FILE), `${CONFIG_FILE} beside ${path}`, 'clip');
    if (conventions.resize !== 'bicubic-shortest-crop')
      throw new Unsupported(`${path}: fine-tuning does not support the resize rule ${conventions.resize}`);
    const { config, weights } = await readModelWeights(dict, activation, positions, task.signal);
    for (const [key, { elements }] of weights)
      if (!elements.every(Number.isFinite))
        throw new InvalidInput(
          `${path}: ${key} holds values that are not finite; the weights are damaged: get the file again`,
        );
    const baseSha256 = folder ? folder.identity.weightsSha256 : await hashSources([source], task);
    return { config, weights, activation, conventions, baseSha256 };
  } finally {
    await source.close();
  }
}

type Note = (name: string) => Promise<string | null>;

/** Reads the text of a file beside the one at `path`; null if there is none. */
function noteBeside(storage: Storage, path: string): Note {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return async (name) =>
    (await storage.exists(`${folder}${name}`))
      ? new TextDecoder().decode(await storage.readFile(`${folder}${name}`))
      : null;
}

/** Throws `InvalidInput` if no file states it. */
async function activationOf(path: string, stored: StoredCheckpoint, note: Note): Promise<Activation> {
  const sizes = sizesFromShapes(new Map([...stored.dict].map(([key, { shape }]) => [key, shape])));
  const evidence = await findActivation(stored, sizes, note);
  if (evidence) return evidence.activation;
  throw new InvalidInput(
    `${path}: the weights do not show whether the model uses QuickGELU or exact GELU: add "activation": "quick_gelu" (OpenAI's CLIP and its fine-tunings) or "gelu" (open_clip's defaults) to the base`,
  );
}

/** Augmented pictures change from epoch to epoch, so they go through the whole image tower, including its frozen part. */
export function trainingModelOf(
  { parts, augmentation }: Pick<RunSpec, 'parts' | 'augmentation'>,
  { config, weights, conventions }: Pick<RunWeights, 'config' | 'weights' | 'conventions'>,
): TrainingModel {
  const trainable = trainableKeys(parts, config, weights.keys());
  const entry = frozenEntry(config, trainable);
  return {
    config,
    padId: conventions.padId,
    shapes: shapesOf(weights),
    trainable,
    frozen: inlineWeights(weights),
    entry: changesPictures(augmentation) ? { ...entry, vision: null } : entry,
    others: null,
  };
}
