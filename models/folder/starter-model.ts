/** The model that is shipped with the program: a checkpoint that is imported into the data folder on first use. */
import { ACTIVATIONS } from '../../core/documents/model.ts';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { oneFile } from '../checkpoint/checkpoint-files.ts';
import { hashSources } from '../checkpoint/hash-source.ts';
import { type ImportOptions, importCheckpoint } from './import-checkpoint.ts';
import { choiceAt, jsonObject, objectAt } from './json-fields.ts';
import { parseConventions } from './model-config.ts';
import { CONFIG_FILE, type ModelFolder, openModelFolder } from './model-folder.ts';

export const STARTER_NAME = 'starter';
const CHECKPOINT_FILE = 'model.safetensors';

/**
 * Opens `models/starter`, after importing it from the folder `shipped` if it is absent or was made from other weights.
 * Throws `NotFound` if the program was installed without it.
 */
export async function openStarterModel(
  storage: Storage,
  models: string,
  shipped: string,
  task: Task,
): Promise<ModelFolder> {
  const path = `${shipped}/${CHECKPOINT_FILE}`;
  if (!(await storage.exists(path))) throw new NotFound(`the starter model is missing: there is no ${path}`);
  const source = await storage.openRead(path);
  try {
    const known = await openExisting(storage, models);
    if (known && known.config.source.sha256 === (await hashSources([source], task))) return known;
    await storage.remove(`${models}/${STARTER_NAME}`);
    const options = await shippedOptions(storage, `${shipped}/${CONFIG_FILE}`);
    return await importCheckpoint(oneFile(source), storage, models, STARTER_NAME, task, options);
  } finally {
    await source.close();
  }
}

/** Activation and conventions, as the shipped `config.json` states them. */
async function shippedOptions(storage: Storage, path: string): Promise<ImportOptions> {
  const config = jsonObject(new TextDecoder().decode(await storage.readFile(path)), path);
  return {
    activation: choiceAt(config, 'activation', ACTIVATIONS),
    conventions: parseConventions(objectAt(config, 'conventions'), 'clip'),
  };
}

/** Null if there is none or this version cannot read it: then it is imported again from the shipped weights. */
async function openExisting(storage: Storage, models: string): Promise<ModelFolder | null> {
  try {
    return await openModelFolder(storage, models, STARTER_NAME);
  } catch (error) {
    if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
      return null;
    throw error;
  }
}
