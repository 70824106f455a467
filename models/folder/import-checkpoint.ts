/** Import of a checkpoint as a model folder: checked float32 weights, two graphs, and a record of their origin. */

import { viewBytes } from '../../core/bytes/join.ts';
import type { Activation, ModelActivation } from '../../core/documents/model.ts';
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
import type { WeightPlaces } from '../clip/tower-graphs.ts';
import { LOGIT_SCALE } from '../clip/weight-names.ts';
import { serializeGraph } from '../onnx/serialize-graph.ts';
import type { Conventions } from '../preprocess/conventions.ts';
import { LOGIT_BIAS } from '../siglip/weight-names.ts';
import { dualEncoder } from './families.ts';
import { type InspectedCheckpoint, inspectCheckpoint } from './inspect-checkpoint.ts';
import { activationOfKnown } from './known-models.ts';
import { conventionsBeside, encodeModelConfig, type FamilyFields, newModelConfig } from './model-config.ts';
import { storeSums } from './model-files.ts';
import {
  CONFIG_FILE,
  checkModelName,
  type ModelFolder,
  openModelFolder,
  TEXT_FILE,
  VISION_FILE,
  WEIGHTS_FILE,
} from './model-folder.ts';
import { type FoundVocabulary, findVocabulary } from './vocabulary.ts';

export type ImportOptions = {
  /** Activation of the MLPs, as the user chose it; null takes it from the files. */
  readonly activation?: Activation | null;
  /** Null takes those of the model folder that contains the file, otherwise those of its family. */
  readonly conventions?: Conventions | null;
  /** Ground size of the pictures that the model was trained with; null takes that of published models. */
  readonly trainedGroundMetres?: GroundRange | null;
  /** Put before every text; null takes that of the conventions. */
  readonly promptPrefix?: string | null;
  /** Address that the file was downloaded from; null for a local file. */
  readonly url?: string | null;
  /** Texts of files that appear together with the model, by name. */
  readonly notes?: Readonly<Record<string, string>>;
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
  const chosen = options.activation ?? null;
  const stated =
    options.conventions ??
    conventionsBeside(await files.note(CONFIG_FILE), `${CONFIG_FILE} beside ${files.name}`, inspected.family);
  const conventions = { ...stated, promptPrefix: options.promptPrefix ?? stated.promptPrefix };
  const vocabulary =
    inspected.family === 'siglip' ? await findVocabulary(files, inspected.sizes.vocabularySize) : null;
  const sha256 = await hashSources(files.index === null ? files.parts : [files.index, ...files.parts], task);
  const { activation, from } = chooseActivation(files.name, inspected, chosen, sha256);
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
    const family = familyFields(files.name, inspected, activation, vocabulary, weights);
    await writeGraphs(storage, draft, family, { file: WEIGHTS_FILE, entries });
    if (vocabulary) await storage.writeFile(`${draft}/${vocabulary.file}`, vocabulary.bytes);
    await storeSums(storage, draft, [VISION_FILE, TEXT_FILE]);
    for (const [file, text] of Object.entries(options.notes ?? {}))
      await storage.writeFile(`${draft}/${file}`, new TextEncoder().encode(text));
    const { format, layout } = inspected;
    const config = newModelConfig({
      ...family,
      conventions: vocabulary ? { ...conventions, padId: vocabulary.endId } : conventions,
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

/** The user's choice takes precedence over the files, which take precedence over the list of published weights. */
function chooseActivation(
  name: string,
  { family, activation }: InspectedCheckpoint,
  chosen: Activation | null,
  sha256: string,
): { activation: ModelActivation; from: string } {
  if (chosen !== null && family !== 'clip')
    throw new InvalidInput(`${name}: a SigLIP model states its activation itself: leave --activation out`);
  if (chosen !== null) return { activation: chosen, from: 'the user' };
  const evidence = activation ?? activationOfKnown(sha256);
  if (evidence !== null) return evidence;
  throw new InvalidInput(
    `${name}: the weights do not show whether the model uses QuickGELU or exact GELU, and the wrong one distorts every score. Choose --activation quick_gelu for models fine-tuned from OpenAI's CLIP, --activation gelu for models trained with open_clip's defaults, such as LAION's`,
  );
}

/** The scale of a cosine is the exponential of `logit_scale`; published models have 2 to 5. */
const LARGEST_LOGIT_SCALE = 10;

function familyFields(
  name: string,
  { family, sizes }: InspectedCheckpoint,
  activation: ModelActivation,
  vocabulary: FoundVocabulary | null,
  { logitScale, logitBias }: Scalars,
): FamilyFields {
  if (family === 'clip') return { family, clip: { ...sizes, activation: activation as Activation } };
  if (Math.abs(logitScale) > LARGEST_LOGIT_SCALE)
    throw new InvalidInput(
      `${name}: logit_scale is ${logitScale}, expected the logarithm of a scale, at most ${LARGEST_LOGIT_SCALE}: the weights are of another kind or damaged`,
    );
  const { file, sha256 } = vocabulary!;
  return { family, siglip: { ...sizes, activation }, logitBias, vocabulary: { file, sha256 } };
}

/** `logitBias` is not a number for a CLIP. */
type Scalars = { readonly logitScale: number; readonly logitBias: number };

/** Reads, checks and writes one tensor at a time: memory is bounded by the largest one. */
async function writeWeights(
  path: string,
  name: string,
  dict: StateDict,
  shapes: ReadonlyMap<string, readonly number[]>,
  header: Uint8Array,
  storage: Storage,
  task: Task,
): Promise<Scalars & { readonly sha256: string }> {
  const hash = new Sha256();
  let logitScale = Number.NaN;
  let logitBias = Number.NaN;
  let done = 0;
  hash.update(header);
  await writeTensors(storage, path, header, shapes.keys(), async (key) => {
    task.signal.throwIfAborted();
    const elements = await dict.get(key)!.read(task.signal);
    checkFinite(name, key, elements);
    if (key === LOGIT_SCALE) logitScale = elements[0];
    if (key === LOGIT_BIAS) logitBias = elements[0];
    hash.update(viewBytes(elements));
    task.report({ phase: 'importing weights', done: ++done, total: shapes.size });
    return elements;
  });
  return { sha256: hash.finish(), logitScale, logitBias };
}

async function writeGraphs(
  storage: Storage,
  folder: string,
  family: FamilyFields,
  places: WeightPlaces,
): Promise<void> {
  const encoder = dualEncoder(family);
  await storage.writeFile(`${folder}/${VISION_FILE}`, serializeGraph(encoder.visionGraph(places)));
  await storage.writeFile(`${folder}/${TEXT_FILE}`, serializeGraph(encoder.textGraph(places)));
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
