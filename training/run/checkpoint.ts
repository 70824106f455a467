/** Checkpoints of a run: everything that it needs to resume, in folders that are complete or absent. */
import { record, string } from '../../core/documents/shape.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { readStateText } from '../../core/state-file.ts';
import { inWords } from '../../core/value-in-words.ts';
import { readCheckpoint as readTensorFile } from '../../models/checkpoint/read-checkpoint.ts';
import type { StateDict } from '../../models/checkpoint/state-dict.ts';
import { layOutSafetensors } from '../../models/checkpoint/write-safetensors.ts';
import { writeTensors } from '../../models/checkpoint/write-tensors.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { CLIP_CONVENTIONS } from '../../models/clip/clip-conventions.ts';
import { textGraph, visionGraph } from '../../models/clip/tower-graphs.ts';
import { jsonObject, objectAt } from '../../models/folder/json-fields.ts';
import { parseConventions } from '../../models/folder/model-config.ts';
import { TEXT_FILE, VISION_FILE, WEIGHTS_FILE } from '../../models/folder/model-folder.ts';
import { serializeGraph } from '../../models/onnx/serialize-graph.ts';
import type { Conventions } from '../../models/preprocess/conventions.ts';
import type { OptimizerState, Weight } from '../optimizer/optimizer.ts';
import type { PartialStep } from '../step/gradient-step.ts';
import { type ModelWeights, shapesOf } from '../step/model-weights.ts';

const OPTIMIZER_FILE = 'optimizer.safetensors';
const PARTIAL_FILE = 'partial.safetensors';
const STATE_FILE = 'state.json';
const DRAFT = '.draft';
/** Names of moments in the file, by the number that an optimizer has. */
const MOMENTS: readonly (readonly string[])[] = [[], ['velocity'], ['mean', 'square']];

export type Checkpoint = {
  readonly weights: StateDict;
  readonly optimizer: OptimizerState;
  readonly partial: PartialStep | null;
  readonly conventions: Conventions;
  readonly close: () => Promise<void>;
};

/** The state of a run in memory that a checkpoint stores. */
export type Saved = Pick<Checkpoint, 'optimizer' | 'partial' | 'conventions'> & {
  readonly weights: ModelWeights;
};

/** Names of the checkpoints, the newest last. */
export async function listCheckpoints(storage: Storage, run: string): Promise<readonly string[]> {
  const names = await storage.list(`${run}/checkpoints`);
  return names.filter((name) => name.startsWith('step-')).toSorted();
}

/**
 * Writes a checkpoint and returns its name; an existing one is kept. Throws `InvalidInput` for a weight that is not finite,
 * and what the storage throws; nothing incomplete is left.
 */
export async function writeCheckpoint(
  storage: Storage,
  run: string,
  { weights, optimizer, partial, conventions }: Saved,
): Promise<string> {
  const { step } = optimizer;
  const name = `step-${digits(step)}${partial ? `-chunk-${digits(partial.chunksDone)}` : ''}`;
  const chunks = partial ? { chunksDone: partial.chunksDone } : {};
  const state = { version: 1, step, partial: partial !== null, ...chunks, conventions };
  return writeFolder(storage, run, name, state, async (draft) => {
    refuseInfinite(weights);
    await writeSet(storage, `${draft}/${WEIGHTS_FILE}`, weights);
    await writeSet(storage, `${draft}/${OPTIMIZER_FILE}`, momentTensors(optimizer, weights));
    if (partial) await writeSet(storage, `${draft}/${PARTIAL_FILE}`, partialTensors(partial, weights));
  });
}

/**
 * Writes a folder with weights alone, from which no run resumes, and returns its name; an existing one is kept. `elements` gives the
 * values of a key, which need not be those of `weights`.
 */
export function writeWeights(
  storage: Storage,
  run: string,
  name: string,
  { weights, step, conventions }: Pick<Saved, 'weights' | 'conventions'> & { readonly step: number },
  elements: (key: string) => Float32Array,
): Promise<string> {
  const state = { version: 1, step, partial: false, conventions };
  return writeFolder(storage, run, name, state, (draft) =>
    writeTensors(storage, `${draft}/${WEIGHTS_FILE}`, layOut(weights).header, weights.keys(), elements),
  );
}

async function writeFolder(
  storage: Storage,
  run: string,
  name: string,
  state: object,
  fill: (draft: string) => Promise<void>,
): Promise<string> {
  if (await storage.exists(`${run}/checkpoints/${name}`)) return name;
  const draft = `${run}/checkpoints/${DRAFT}`;
  await storage.remove(draft);
  try {
    await fill(draft);
    const stated = JSON.stringify({ ...state, files: await sumsOf(storage, draft) });
    await storage.writeFile(`${draft}/${STATE_FILE}`, new TextEncoder().encode(`${stated}\n`));
    await storage.rename(draft, `${run}/checkpoints/${name}`);
  } catch (error) {
    await storage.remove(draft);
    throw error;
  }
  return name;
}

/** Writes the two inference graphs beside the weights, so that the folder can be searched with. Returns its path. */
export async function writeGraphs(
  storage: Storage,
  run: string,
  name: string,
  config: ClipConfig,
  weights: ModelWeights,
): Promise<string> {
  const folder = `${run}/checkpoints/${name}`;
  const places = { file: WEIGHTS_FILE, entries: layOut(weights).entries };
  await storage.writeFile(`${folder}/${VISION_FILE}`, serializeGraph(visionGraph(config, places)));
  await storage.writeFile(`${folder}/${TEXT_FILE}`, serializeGraph(textGraph(config, places)));
  return folder;
}

/**
 * Opens a checkpoint, after comparing its files with their sums. `weights` are read on demand, until `close`. Throws `InvalidInput`
 * or `Unsupported` for a damaged one.
 */
export async function openCheckpoint(storage: Storage, run: string, name: string): Promise<Checkpoint> {
  const folder = `${run}/checkpoints/${name}`;
  const state = await readState(storage, folder);
  await compareSums(storage, folder, state.files);
  const source = await storage.openRead(`${folder}/${WEIGHTS_FILE}`);
  const moments = new Map<string, Float32Array[]>();
  // Before the first update an optimizer has no moments.
  const stored = state.step === 0 ? [] : await readTensors(storage, `${folder}/${OPTIMIZER_FILE}`);
  for (const [key, elements] of stored) {
    const dot = key.indexOf('.');
    const arrays = moments.get(key.slice(dot + 1)) ?? [];
    arrays[key.startsWith('square.') ? 1 : 0] = elements;
    moments.set(key.slice(dot + 1), arrays);
  }
  return {
    weights: (await readTensorFile(source)).dict,
    optimizer: { step: state.step, moments },
    conventions: state.conventions,
    partial:
      state.chunksDone === null
        ? null
        : partialOf(await readTensors(storage, `${folder}/${PARTIAL_FILE}`), state.chunksDone),
    close: () => source.close(),
  };
}

/** Conventions of the model that the checkpoint holds. Throws `InvalidInput` if its weights are not those that were written. */
export async function checkForImport(storage: Storage, run: string, name: string): Promise<Conventions> {
  const folder = `${run}/checkpoints/${name}`;
  const { conventions, files } = await readState(storage, folder);
  await compareSums(storage, folder, { [WEIGHTS_FILE]: files[WEIGHTS_FILE] });
  return conventions;
}

/** Removes all checkpoints except `kept`. */
export async function removeCheckpoints(
  storage: Storage,
  run: string,
  kept: readonly (string | null)[],
): Promise<void> {
  for (const name of await listCheckpoints(storage, run))
    if (!kept.includes(name)) await storage.remove(`${run}/checkpoints/${name}`);
}

function layOut(tensors: ModelWeights): ReturnType<typeof layOutSafetensors> {
  return layOutSafetensors(shapesOf(tensors), { format: 'pt' });
}

/** A count as it stands in the name of a folder. */
export function digits(count: number): string {
  return String(count).padStart(8, '0');
}

function refuseInfinite(weights: ModelWeights): void {
  for (const [key, { elements }] of weights)
    for (let i = 0; i < elements.length; i++)
      if (!Number.isFinite(elements[i]))
        throw new InvalidInput(`${key} holds values that are not finite: lower the learning rate`);
}

function momentTensors({ moments }: OptimizerState, weights: ModelWeights): ReadonlyMap<string, Weight> {
  return new Map(
    [...moments].flatMap(([key, arrays]) =>
      arrays.map((elements, i): [string, Weight] => [
        `${MOMENTS[arrays.length][i]}.${key}`,
        { shape: weights.get(key)!.shape, elements },
      ]),
    ),
  );
}

function partialTensors({ features, gradients }: PartialStep, weights: ModelWeights): Map<string, Weight> {
  return new Map([
    ...[...features].map(([kind, elements]): [string, Weight] => [
      `feature.${kind}`,
      { shape: [elements.length], elements },
    ]),
    ...[...gradients].map(([key, elements]): [string, Weight] => [
      `gradient.${key}`,
      { shape: weights.get(key)!.shape, elements },
    ]),
  ]);
}

function partialOf(tensors: ReadonlyMap<string, Float32Array>, chunksDone: number): PartialStep {
  const named = (prefix: string) =>
    new Map(
      [...tensors]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, elements]) => [key.slice(prefix.length), elements] as const),
    );
  return { chunksDone, features: named('feature.'), gradients: named('gradient.') };
}

function writeSet(storage: Storage, path: string, tensors: ReadonlyMap<string, Weight>): Promise<void> {
  return writeTensors(
    storage,
    path,
    layOut(tensors).header,
    tensors.keys(),
    (key) => tensors.get(key)!.elements,
  );
}

async function readTensors(storage: Storage, path: string): Promise<Map<string, Float32Array>> {
  const source = await storage.openRead(path);
  try {
    const tensors = new Map<string, Float32Array>();
    for (const [key, tensor] of (await readTensorFile(source)).dict)
      tensors.set(key, (await tensor.read()).slice());
    return tensors;
  } finally {
    await source.close();
  }
}

async function sumsOf(storage: Storage, folder: string): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  for (const file of [WEIGHTS_FILE, OPTIMIZER_FILE, PARTIAL_FILE])
    if (await storage.exists(`${folder}/${file}`)) sums[file] = await storage.sha256(`${folder}/${file}`);
  return sums;
}

/** A file without a sum is not compared. */
async function compareSums(storage: Storage, folder: string, sums: State['files']): Promise<void> {
  for (const [file, sum] of Object.entries(sums))
    if (sum !== undefined && sum !== (await storage.sha256(`${folder}/${file}`)))
      throw new InvalidInput(
        `${folder}/${file}: the file is damaged (its SHA-256 is not that of the file that was written): ${remedy(folder)}`,
      );
}

function remedy(folder: string): string {
  return `remove the folder ${folder}, and the run resumes from an earlier checkpoint or from its start`;
}

type State = {
  readonly step: number;
  readonly chunksDone: number | null;
  readonly conventions: Conventions;
  /** SHA-256 by name of the file. */
  readonly files: Readonly<Record<string, string | undefined>>;
};

const sumShape = record(string(64));

/** Checkpoints without conventions were written by versions that trained only with those of CLIP; earlier ones have no sums either. */
async function readState(storage: Storage, folder: string): Promise<State> {
  const path = `${folder}/${STATE_FILE}`;
  const text = await readStateText(storage, path);
  if (text === null) throw new InvalidInput(`${path}: no such file: ${remedy(folder)}`);
  const object = jsonObject(text, path);
  const { version, step, partial, chunksDone } = object.fields;
  if (version !== 1)
    throw new Unsupported(`${path}: version ${inWords(version)}; this program reads version 1`);
  if (!Number.isSafeInteger(step) || (partial === true && !Number.isSafeInteger(chunksDone)))
    throw new InvalidInput(`${path}: states no step to resume from: ${remedy(folder)}`);
  return {
    step: Number(step),
    chunksDone: partial === true ? Number(chunksDone) : null,
    conventions:
      'conventions' in object.fields
        ? parseConventions(objectAt(object, 'conventions'), 'clip')
        : CLIP_CONVENTIONS,
    files: 'files' in object.fields ? sumShape(object.fields.files, `${path}: files`) : {},
  };
}
