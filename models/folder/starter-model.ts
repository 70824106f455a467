/** The model that is shipped with the program: a checkpoint that is imported into the data folder on first use. */
import { ACTIVATIONS, type Activation } from '../../core/documents/model.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { oneFile } from '../checkpoint/checkpoint-files.ts';
import { importCheckpoint } from './import-checkpoint.ts';
import { choiceAt, jsonObject, objectAt, textAt } from './json-fields.ts';
import { groundRangeIn, type ModelConfig, parseConventions } from './model-config.ts';
import { verifyModel } from './model-files.ts';
import { CONFIG_FILE, type ModelFolder, openModelFolder } from './model-folder.ts';

export const STARTER_NAME = 'starter';
const CHECKPOINT_FILE = 'model.safetensors';

/**
 * Opens `models/starter`, after importing it from the folder `shipped` if `openIntactStarter` finds none.
 * Throws `NotFound` if the program was installed without it,
 * `InvalidInput` if the shipped weights are damaged.
 */
export async function openStarterModel(
  storage: Storage,
  models: string,
  shipped: string,
  task: Task,
): Promise<ModelFolder> {
  const path = `${shipped}/${CHECKPOINT_FILE}`;
  if (!(await storage.exists(path))) throw new NotFound(`the starter model is missing: there is no ${path}`);
  const known = await openIntactStarter(storage, models, shipped, task);
  if (known) return known;
  await storage.remove(`${models}/${STARTER_NAME}`);
  const { sha256, ...options } = await readShipped(storage, shipped);
  if (sha256 !== null && sha256 !== (await storage.sha256(path, task.signal)))
    throw new InvalidInput(
      `${path}: the file is damaged (its SHA-256 is not ${sha256}): install Longsight again`,
    );
  const source = await storage.openRead(path);
  try {
    return await importCheckpoint(oneFile(source), storage, models, STARTER_NAME, task, options);
  } finally {
    await source.close();
  }
}

type Shipped = Pick<ModelConfig, 'conventions' | 'trainedGroundMetres'> & {
  readonly activation: Activation;
  /** SHA-256 of the weights; null if the folder does not state it. */
  readonly sha256: string | null;
};

/** False for a folder made by an earlier version, which knew less about the model. */
function isAsShipped(config: ModelConfig, shipped: Shipped): boolean {
  const inOrder = (
    activation: Activation,
    {
      trainedGroundMetres: { low, high },
      conventions,
    }: Pick<ModelConfig, 'conventions' | 'trainedGroundMetres'>,
  ) => JSON.stringify([activation, low, high, Object.entries(conventions).sort()]);
  return (
    config.family === 'clip' &&
    inOrder(config.clip.activation, config) === inOrder(shipped.activation, shipped)
  );
}

/** What the shipped `config.json` states. */
async function readShipped(storage: Storage, shipped: string): Promise<Shipped> {
  const path = `${shipped}/${CONFIG_FILE}`;
  const config = jsonObject(new TextDecoder().decode(await storage.readFile(path)), path);
  return {
    activation: choiceAt(config, 'activation', ACTIVATIONS),
    conventions: parseConventions(objectAt(config, 'conventions'), 'clip'),
    trainedGroundMetres: groundRangeIn(config),
    sha256: 'weights' in config.fields ? textAt(objectAt(config, 'weights'), 'sha256') : null,
  };
}

/**
 * Opens `models/starter` without changing anything. Null if there is none, if it was made from other weights, if a file of it is
 * damaged, or if this version cannot read it. It must then be imported again.
 */
export async function openIntactStarter(
  storage: Storage,
  models: string,
  shipped: string,
  { signal }: Task,
): Promise<ModelFolder | null> {
  const stated = await readShipped(storage, shipped);
  const { sha256 } = stated;
  const expected = sha256 ?? (await storage.sha256(`${shipped}/${CHECKPOINT_FILE}`, signal));
  try {
    const model = await openModelFolder(storage, models, STARTER_NAME);
    if (model.config.source.sha256 !== expected || !isAsShipped(model.config, stated)) return null;
    await verifyModel(storage, model, signal);
    return model;
  } catch (error) {
    if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
      return null;
    throw error;
  }
}
