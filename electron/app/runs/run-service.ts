/** Service for runs (fine-tunings): plans, creates, runs and stops them, and imports the result as a model. */

import { join } from 'node:path';
import { stepInName } from '../../../core/documents/checkpoint-step.ts';
import type { ModelId, RunId } from '../../../core/documents/ids.ts';
import type { WorkEnd } from '../../../core/documents/job.ts';
import type {
  CalibrationPair,
  RunDetail,
  RunLog,
  RunLogEntry,
  RunOutcome,
  RunPlan,
  RunSpec,
  RunState,
  RunSummary,
} from '../../../core/documents/run.ts';
import { keepsBase } from '../../../core/documents/run-outcome.ts';
import { Busy, InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import type { GroundRange } from '../../../core/search/default-sizes.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import type { Task } from '../../../core/task.ts';
import { readClipSizes } from '../../../models/clip/read-clip-sizes.ts';
import { clipOf } from '../../../models/folder/model-config.ts';
import { WEIGHTS_FILE } from '../../../models/folder/model-folder.ts';
import { checkForImport } from '../../../training/run/checkpoint.ts';
import { completeSpec } from '../../../training/run/run-data.ts';
import {
  clearStop,
  createRunFolder,
  RunLogFile,
  readLogFrom,
  readRunLog,
  readRunSpec,
  requestStop,
  SPEC_FILE,
} from '../../../training/run/run-folder.ts';
import { checkRunSpec, type WrittenSpec } from '../../../training/run/run-spec.ts';
import { hasSampleWindows, writeSampleWindows } from '../../../training/run/sample-windows.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { StartEngine } from '../../engine/engine-messages.ts';
import { trainInProcess } from '../../engine/train-in-process.ts';
import type { TrainingRequest } from '../../engine/training-messages.ts';
import type { DataFolder } from '../disk/data-folder.ts';
import { isLockHeld, takeLock, waitForLock } from '../disk/lock-file.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { cutSamples } from './cut-samples.ts';

const CREATE_PATIENCE_MS = 10_000;

type Folders = Pick<DataFolder, 'runs' | 'models' | 'datasets'>;

export class RunService {
  readonly #storage: Storage;
  readonly #folders: Folders;
  readonly #models: ModelService;
  readonly #scenes: SceneService;
  readonly #startEngine: StartEngine;
  readonly #faults: Faults;
  readonly #createInOrder = serialQueue();

  /** Every run and plan gets its own engine process, so search is not blocked. */
  constructor(
    storage: Storage,
    folders: Folders,
    models: ModelService,
    scenes: SceneService,
    startEngine: StartEngine,
    faults = new Faults(),
  ) {
    this.#faults = faults;
    this.#storage = storage;
    this.#folders = folders;
    this.#models = models;
    this.#scenes = scenes;
    this.#startEngine = startEngine;
  }

  /** The spec with the settings that follow from the number of its pairs. Throws errors from reading the pairs. */
  complete(written: WrittenSpec): Promise<RunSpec> {
    return completeSpec(this.#storage, written, this.#folders.datasets);
  }

  /** Estimates time, memory and disk on this machine, and checks the data. */
  async plan(spec: RunSpec, task: Task): Promise<RunPlan> {
    checkRunSpec(spec, 'spec');
    await this.#checkBase(spec);
    const answer = await this.#train({ kind: 'plan', spec }, spec.threads, task);
    if (answer.kind !== 'planned') throw new EngineError('ENGINE_FAILED', `unexpected reply ${answer.kind}`);
    return answer.plan;
  }

  /** Creates the run folder. Throws `InvalidInput` for an invalid spec or a name in use, `NotFound` for a missing base model. */
  create(spec: RunSpec): Promise<RunId> {
    return this.#createInOrder(async () => {
      await using _lock = await waitForLock(
        join(this.#folders.runs, '.creating.lock'),
        'the folder of runs',
        CREATE_PATIENCE_MS,
      );
      return this.#create(spec);
    });
  }

  /** Two runs of one name may be created in the same second. */
  async #create(spec: RunSpec): Promise<RunId> {
    checkRunSpec(spec, 'spec');
    const models = await this.#models.list();
    if (models.some(({ id }) => id === spec.name))
      throw new InvalidInput(`a model named ${spec.name} already exists: choose another name`);
    await this.#checkBase(spec);
    const now = new Date().toISOString();
    const stem = `${spec.name}-${now.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
    let id = stem as RunId;
    for (let i = 2; await this.#storage.exists(this.#path(id)); i++) id = `${stem}-${i}` as RunId;
    await createRunFolder(this.#storage, this.#path(id), spec, now);
    return id;
  }

  /**
   * Starts the run, or resumes it from its last checkpoint. Returns `done` once the model is ready for search, or once it is clear
   * that the base is no worse. Cancelling takes effect within a second. Throws `Busy` while another process runs it. A run that is
   * refused before it starts is removed.
   */
  async run(id: RunId, task: Task): Promise<WorkEnd> {
    try {
      return await this.#runLocked(id, task);
    } catch (error) {
      if (isRefusal(error) && !(await this.#hasStarted(id))) await this.#storage.remove(this.#path(id));
      throw error;
    }
  }

  async #hasStarted(id: RunId): Promise<boolean> {
    return (await readRunLog(this.#storage, this.#path(id))).some(({ kind }) => kind === 'started');
  }

  async #runLocked(id: RunId, task: Task): Promise<WorkEnd> {
    const folder = this.#path(id);
    const spec = await readRunSpec(this.#storage, folder);
    const lock = await takeLock(this.#lockPath(id), `run ${id}`);
    try {
      if ((await this.#summary(id)).model !== null) return 'done';
      // A stop request may be left over from a killed run; one that arrives from now on is meant for this one.
      await clearStop(this.#storage, folder);
      await this.#checkBase(spec);
      await this.#cutSamples(spec, folder, task);
      const answer = await this.#train({ kind: 'run', folder }, spec.threads, task);
      if (answer.kind !== 'ended') throw new EngineError('ENGINE_FAILED', `unexpected reply ${answer.kind}`);
      if (answer.how === 'done') await this.#makeModel(id, spec, task);
      return answer.how;
    } finally {
      await lock.release();
    }
  }

  /** Newest first. A run with a damaged spec or log is noted and left out. */
  async list(): Promise<readonly RunSummary[]> {
    const summaries: RunSummary[] = [];
    for (const id of await this.#storage.list(this.#folders.runs)) {
      if (!(await this.#storage.exists(join(this.#folders.runs, id, SPEC_FILE)))) continue;
      const about = `run ${id}`;
      try {
        summaries.push(await this.#summary(id as RunId));
        this.#faults.clear(about);
      } catch (error) {
        if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
        this.#faults.note(
          about,
          `${error.message}: run ${id} is left out of the list; put the file back as it was, or remove the folder ${this.#path(id as RunId)}`,
        );
      }
    }
    return summaries.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  async detail(id: RunId): Promise<RunDetail> {
    const spec = await readRunSpec(this.#storage, this.#path(id));
    const summary = await this.#summary(id);
    return { ...summary, spec, calibrations: await this.#calibrations(spec.base, summary.model) };
  }

  /** Null unless both models exist and are calibrated. */
  async #calibrations(base: RunSpec['base'], result: ModelId | null): Promise<CalibrationPair | null> {
    if (base.kind !== 'model' || result === null) return null;
    const [before, after] = [await this.#aucOf(base.model), await this.#aucOf(result)];
    return before === null || after === null ? null : { base: before, result: after };
  }

  /** Null for a model that is not calibrated, was removed, or has a damaged calibration, which the Models panel reports. */
  async #aucOf(model: ModelId): Promise<number | null> {
    try {
      const calibration = await this.#models.calibrations.read(model);
      return calibration === null ? null : calibration.auc;
    } catch (error) {
      if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
        return null;
      throw error;
    }
  }

  async log(id: RunId, from: number): Promise<RunLog> {
    await readRunSpec(this.#storage, this.#path(id));
    return readLogFrom(this.#storage, this.#path(id), from);
  }

  /** Asks the run to stop after the current chunk. Throws `InvalidInput` when it is not running. */
  async stop(id: RunId): Promise<void> {
    const { state } = await this.#summary(id);
    if (state !== 'running') throw new InvalidInput(`run ${id} is not running: it cannot be stopped`);
    await requestStop(this.#storage, this.#path(id));
  }

  /** Throws `Busy` while it is running. */
  async remove(id: RunId): Promise<void> {
    if (await isLockHeld(this.#lockPath(id))) throw new Busy(`run ${id} is running: stop it first`);
    if (!(await this.#storage.exists(this.#path(id)))) throw new NotFound(`there is no run ${id}`);
    await this.#storage.remove(this.#path(id));
    this.#faults.clear(`run ${id}`);
  }

  #train(work: TrainingRequest['work'], threads: number, task: Task): ReturnType<typeof trainInProcess> {
    const { models, datasets } = this.#folders;
    const request: TrainingRequest = { kind: 'training', folders: { models, datasets }, threads, work };
    return trainInProcess(this.#startEngine, request, task);
  }

  async #checkBase({ base }: RunSpec): Promise<void> {
    if (base.kind === 'model') {
      const { config } = await this.#models.folderOf(await this.#models.find(base.model));
      clipOf(config, base.model, 'fine-tuning');
    } else if (!(await this.#storage.exists(base.path)))
      throw new NotFound(`${base.path}: no such checkpoint file`);
  }

  async #cutSamples({ samples, base }: RunSpec, folder: string, task: Task): Promise<void> {
    if (samples === null || (await hasSampleWindows(this.#storage, folder))) return;
    const scene =
      samples.scene.kind === 'scene' ? samples.scene.scene : await this.#scenes.openPath(samples.scene.path);
    const { imageSizePx } =
      base.kind === 'model'
        ? await this.#models.identity(base.model)
        : await readClipSizes(this.#storage, base.path);
    const windows = await cutSamples(this.#scenes, scene, samples.sizePx, imageSizePx, task);
    await writeSampleWindows(this.#storage, folder, windows);
  }

  /** Of the base model; null for a checkpoint file or a model that was removed. */
  async #groundRangeOf(base: RunSpec['base']): Promise<GroundRange | null> {
    if (base.kind !== 'model') return null;
    try {
      return await this.#models.groundRange(base.model);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }

  /** Imports the chosen checkpoint, unless the base is no worse; the model folder records its origin. */
  async #makeModel(id: RunId, spec: RunSpec, task: Task): Promise<void> {
    const folder = this.#path(id);
    const entries = await readRunLog(this.#storage, folder);
    const done = entries.findLast((entry) => entry.kind === 'done');
    const started = entries.find((entry) => entry.kind === 'started');
    if (!done || !started)
      throw new InvalidInput(`run ${id}: the log has no entry "done"; the run folder may be damaged`);
    const outcome = outcomeIn(done);
    if (outcome !== null && keepsBase(outcome)) return;
    const weights = join(folder, 'checkpoints', done.folder, WEIGHTS_FILE);
    const model = await this.#models.imports.importTrained(
      weights,
      await this.#freeName(spec.name),
      {
        run: id,
        checkpoint: done.folder,
        base: spec.base,
        baseSha256: started.baseSha256,
        validation: entries.findLast(
          (entry) => entry.kind === 'validation' && done.folder.endsWith(String(entry.step)),
        ),
        spec,
      },
      {
        activation: started.activation,
        conventions: await checkForImport(this.#storage, folder, done.folder),
        trainedGroundMetres: await this.#groundRangeOf(spec.base),
      },
      task,
    );
    const log = await RunLogFile.open(this.#storage, folder);
    await log.append({ kind: 'model', at: new Date().toISOString(), model: model.id });
    await log.close();
  }

  /** The name was free when the run was created, but may have been taken since. */
  async #freeName(name: string): Promise<string> {
    const taken = new Set<string>((await this.#models.list()).map(({ id }) => id));
    let free = name;
    for (let i = 2; taken.has(free); i++) free = `${name}-${i}`;
    return free;
  }

  async #summary(id: RunId): Promise<RunSummary> {
    const { name } = await readRunSpec(this.#storage, this.#path(id));
    const entries = await readRunLog(this.#storage, this.#path(id));
    const isRunning = await isLockHeld(this.#lockPath(id));
    const last = <K extends RunLogEntry['kind']>(kind: K) =>
      entries.findLast((entry): entry is Extract<RunLogEntry, { kind: K }> => entry.kind === kind);
    const recalls = entries.flatMap((entry) =>
      entry.kind === 'validation' && entry.step > 0 ? [entry.meanRecall] : [],
    );
    const done = last('done');
    const state = isRunning ? 'running' : stateOf(entries);
    return {
      id,
      name,
      createdAt: last('created')?.at ?? '',
      state,
      step: last('step')?.step ?? 0,
      steps: last('started')?.steps ?? 0,
      lastLoss: last('step')?.total ?? null,
      bestMeanRecall: recalls.length > 0 ? Math.max(...recalls) : null,
      checkpointStep: last('checkpoint')?.step ?? null,
      reason: state === 'failed' ? (last('failed')?.reason ?? null) : null,
      model: last('model')?.model ?? (null as ModelId | null),
      modelStep: done ? stepInName(done.folder) : null,
      outcome: done ? outcomeIn(done) : null,
    };
  }

  #path(id: RunId): string {
    return join(this.#folders.runs, id);
  }

  #lockPath(id: RunId): string {
    return join(this.#path(id), '.lock');
  }
}

/** True for errors in the user's input that are found before anything is computed; false for crashes and locks. */
function isRefusal(error: unknown): boolean {
  if (error instanceof EngineError) return error.code === 'ENGINE_FAILED';
  return error instanceof InvalidInput || error instanceof NotFound || error instanceof Unsupported;
}

/** Null in logs of earlier versions. */
function outcomeIn({ comparison, loss }: Extract<RunLogEntry, { kind: 'done' }>): RunOutcome | null {
  return comparison === undefined || loss === undefined ? null : { comparison, loss };
}

/** State of a run that no process holds, from its last log entry. */
function stateOf(entries: readonly RunLogEntry[]): RunState {
  const last = entries.at(-1)?.kind;
  if (last === 'created' || last === undefined) return 'new';
  if (last === 'stopped' || last === 'failed') return last;
  return last === 'done' || last === 'model' ? 'done' : 'cut-off';
}
