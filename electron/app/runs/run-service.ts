/** Service for runs (fine-tunings): plans, creates, runs and stops them, and imports the result as a model. */

import { join } from 'node:path';
import type { ModelId, RunId } from '../../../core/documents/ids.ts';
import type { WorkEnd } from '../../../core/documents/job.ts';
import type {
  RunDetail,
  RunLog,
  RunLogEntry,
  RunPlan,
  RunSpec,
  RunState,
  RunSummary,
} from '../../../core/documents/run.ts';
import { Busy, InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { readClipSizes } from '../../../models/clip/read-clip-sizes.ts';
import { clipOf } from '../../../models/folder/model-config.ts';
import { WEIGHTS_FILE } from '../../../models/folder/model-folder.ts';
import { readConventions } from '../../../training/run/checkpoint.ts';
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
import { checkRunSpec } from '../../../training/run/run-spec.ts';
import { hasSampleWindows, writeSampleWindows } from '../../../training/run/sample-windows.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { StartEngine } from '../../engine/engine-messages.ts';
import { trainInProcess } from '../../engine/train-in-process.ts';
import type { TrainingRequest } from '../../engine/training-messages.ts';
import type { DataFolder } from '../disk/data-folder.ts';
import { isLockHeld, takeLock } from '../disk/lock-file.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { cutSamples } from './cut-samples.ts';

type Folders = Pick<DataFolder, 'runs' | 'models' | 'datasets'>;

export class RunService {
  readonly #storage: Storage;
  readonly #folders: Folders;
  readonly #models: ModelService;
  readonly #scenes: SceneService;
  readonly #startEngine: StartEngine;

  /** Every run and plan gets its own engine process, so search is not blocked. */
  constructor(
    storage: Storage,
    folders: Folders,
    models: ModelService,
    scenes: SceneService,
    startEngine: StartEngine,
  ) {
    this.#storage = storage;
    this.#folders = folders;
    this.#models = models;
    this.#scenes = scenes;
    this.#startEngine = startEngine;
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
  async create(spec: RunSpec): Promise<RunId> {
    checkRunSpec(spec, 'spec');
    const models = await this.#models.list();
    if (models.some(({ id }) => id === spec.name))
      throw new InvalidInput(`a model named ${spec.name} already exists: choose another name`);
    await this.#checkBase(spec);
    const now = new Date().toISOString();
    const id = `${spec.name}-${now.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}` as RunId;
    await createRunFolder(this.#storage, this.#path(id), spec, now);
    return id;
  }

  /**
   * Starts the run, or resumes it from its last checkpoint. Returns `done` once the model is ready for search. Cancelling
   * takes effect within a second. Throws `Busy` while another process runs it.
   */
  async run(id: RunId, task: Task): Promise<WorkEnd> {
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

  /** Newest first. */
  async list(): Promise<readonly RunSummary[]> {
    const summaries: RunSummary[] = [];
    for (const id of await this.#storage.list(this.#folders.runs))
      if (await this.#storage.exists(join(this.#folders.runs, id, SPEC_FILE)))
        summaries.push(await this.#summary(id as RunId));
    return summaries.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  async detail(id: RunId): Promise<RunDetail> {
    const spec = await readRunSpec(this.#storage, this.#path(id));
    return { ...(await this.#summary(id)), spec };
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
    const { state } = await this.#summary(id);
    if (state === 'running') throw new Busy(`run ${id} is running: stop it first`);
    await this.#storage.remove(this.#path(id));
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

  /** Imports the best checkpoint; the model folder records its origin. */
  async #makeModel(id: RunId, spec: RunSpec, task: Task): Promise<void> {
    const folder = this.#path(id);
    const entries = await readRunLog(this.#storage, folder);
    const done = entries.findLast((entry) => entry.kind === 'done');
    const started = entries.find((entry) => entry.kind === 'started');
    if (!done || !started)
      throw new InvalidInput(`run ${id}: the log has no entry "done"; the run folder may be damaged`);
    const weights = join(folder, 'checkpoints', done.folder, WEIGHTS_FILE);
    const model = await this.#models.importTrained(
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
        conventions: await readConventions(this.#storage, folder, done.folder),
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
    const recalls = entries.flatMap((entry) => (entry.kind === 'validation' ? [entry.meanRecall] : []));
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
    };
  }

  #path(id: RunId): string {
    return join(this.#folders.runs, id);
  }

  #lockPath(id: RunId): string {
    return join(this.#path(id), '.lock');
  }
}

/** State of a run that no process holds, from its last log entry. */
function stateOf(entries: readonly RunLogEntry[]): RunState {
  const last = entries.at(-1)?.kind;
  if (last === 'created' || last === undefined) return 'new';
  if (last === 'stopped' || last === 'failed') return last;
  return last === 'done' || last === 'model' ? 'done' : 'cut-off';
}
