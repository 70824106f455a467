/** New models: imported from checkpoint files, published or of a training run, tested, and given the fastest precision that agrees with float32. */
import { join } from 'node:path';
import { closing } from '../../../core/closing.ts';
import type { Activation, ModelSummary } from '../../../core/documents/model.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { GroundRange } from '../../../core/search/default-sizes.ts';
import type { Task } from '../../../core/task.ts';
import { type CheckpointFiles, openCheckpoint } from '../../../models/checkpoint/checkpoint-files.ts';
import { hashSources } from '../../../models/checkpoint/hash-source.ts';
import { type ImportOptions, importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import {
  checkModelName,
  listModels,
  type ModelFolder,
  openModelFolder,
} from '../../../models/folder/model-folder.ts';
import { STARTER_NAME } from '../../../models/folder/starter-model.ts';
import type { Conventions } from '../../../models/preprocess/conventions.ts';
import { EngineError } from '../../engine/engine-error.ts';
import { takeLock } from '../disk/lock-file.ts';
import type { ModelPrecisions } from './model-precisions.ts';
import { BEGUN_FILE, type ModelShelf, PROVENANCE_FILE, type TrainingProvenance } from './model-shelf.ts';

/** Throws `InvalidInput` for a model whose towers give no sensible result, `EngineError` if they could not be run. */
type SelfTest = (model: ModelFolder, signal: AbortSignal) => Promise<void>;

export class ModelImports {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #shelf: ModelShelf;
  readonly #precisions: ModelPrecisions;
  readonly #selfTest: SelfTest;

  constructor(
    storage: Storage,
    folder: string,
    shelf: ModelShelf,
    precisions: ModelPrecisions,
    selfTest: SelfTest,
  ) {
    this.#storage = storage;
    this.#folder = folder;
    this.#shelf = shelf;
    this.#precisions = precisions;
    this.#selfTest = selfTest;
  }

  /**
   * Imports a checkpoint file as model `name`, in the fastest precision that agrees with float32 on this machine. Throws `InvalidInput`
   * or `Unsupported` for a file that cannot be imported or whose towers give no sensible result, `Busy` if the name is being imported already.
   */
  async importFile(
    path: string,
    name: string,
    task: Task,
    options: ImportOptions = {},
  ): Promise<ModelSummary> {
    checkModelName(name);
    await this.checkIsFree(name);
    await using _lock = await takeLock(join(this.#folder, `.${name}.lock`), `model ${name}`);
    await using files = closing(await openCheckpoint(this.#storage, path));
    const begun = await this.#begunImport(name, files, task);
    const notes = { ...options.notes, [BEGUN_FILE]: '' };
    const model =
      begun ??
      (await importCheckpoint(files, this.#storage, this.#folder, name, task, { ...options, notes }));
    await this.#testTowers(model, files.name, task);
    const chosen = await this.#chosenPrecision(model, begun === null, task);
    await this.#storage.remove(join(model.path, BEGUN_FILE));
    return this.#shelf.summary(chosen);
  }

  /**
   * The model that a killed import of the same file left, in float32; null if there is none. Throws `InvalidInput` if it is of
   * another file.
   */
  async #begunImport(name: string, files: CheckpointFiles, task: Task): Promise<ModelFolder | null> {
    if (!(await this.#storage.exists(join(this.#folder, name, BEGUN_FILE)))) return null;
    const model = await openModelFolder(this.#storage, this.#folder, name);
    const sources = files.index === null ? files.parts : [files.index, ...files.parts];
    if (model.config.source.sha256 !== (await hashSources(sources, task))) throw nameTaken(name);
    return this.#precisions.chooseFloat(model);
  }

  /**
   * Turns a run's checkpoint into model `name`, with `provenance` beside it. If an earlier process made this model but ended
   * too early to record it, that model is finished instead.
   */
  async importTrained(
    path: string,
    name: string,
    provenance: TrainingProvenance,
    trained: {
      readonly activation: Activation;
      readonly conventions: Conventions;
      /** Null for that of published models. */
      readonly trainedGroundMetres: GroundRange | null;
    },
    task: Task,
  ): Promise<ModelSummary> {
    const notes = { [PROVENANCE_FILE]: `${JSON.stringify(provenance, null, 2)}\n` };
    const own = await this.#madeOf(provenance);
    if (own === null) return this.importFile(path, name, task, { ...trained, notes });
    if (await this.#storage.exists(join(own.path, BEGUN_FILE)))
      return this.importFile(path, own.identity.id, task, { ...trained, notes });
    return this.#shelf.summary(own);
  }

  async #madeOf({ run, checkpoint }: TrainingProvenance): Promise<ModelFolder | null> {
    for (const listed of await listModels(this.#storage, this.#folder)) {
      if (listed.kind === 'damaged') continue;
      const made = await this.#shelf.provenance(listed.model.identity.id);
      if (made !== null && made.run === run && made.checkpoint === checkpoint) return listed.model;
    }
    return null;
  }

  /** Throws `InvalidInput` if the name is in use. */
  async checkIsFree(name: string): Promise<void> {
    if (name === STARTER_NAME)
      throw new InvalidInput(`"${STARTER_NAME}" is the bundled model: choose another name`);
    const names = await this.#storage.list(join(this.#folder, name));
    // An import that was killed continues when it is requested again.
    if (names.length > 0 && !names.includes(BEGUN_FILE)) throw nameTaken(name);
  }

  /** Removes a new model whose towers give no sensible result. If the engine fails, the comparison of precisions reports it. */
  async #testTowers(model: ModelFolder, file: string, task: Task): Promise<void> {
    task.report({ phase: 'testing the towers', done: 0, total: 1 });
    try {
      await this.#selfTest(model, task.signal);
    } catch (error) {
      if (!task.signal.aborted && error instanceof EngineError) return;
      await this.#storage.remove(model.path);
      if (!(error instanceof InvalidInput)) throw error;
      throw new InvalidInput(`${file}: ${error.message}`, { cause: error });
    }
  }

  /** A new model that cannot be compared works in float32, and its summary says why. */
  async #chosenPrecision(model: ModelFolder, isNew: boolean, task: Task): Promise<ModelFolder> {
    try {
      return await this.#precisions.chooseFastest(model, task);
    } catch (error) {
      if (task.signal.aborted) {
        if (isNew) await this.#storage.remove(model.path);
        throw error;
      }
      await this.#precisions.refuse(model, 'int8', error);
      return model;
    }
  }
}

function nameTaken(name: string): InvalidInput {
  return new InvalidInput(`a model named ${name} already exists: choose another name, or remove it first`);
}
