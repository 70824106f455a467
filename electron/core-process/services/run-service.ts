/** Fine-tunings: their folders, made, read, stopped and removed. */
import { join } from 'node:path';
import { Busy, InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { ModelId, RunId } from '../../../core/rpc/documents.ts';
import type {
  RunDetail,
  RunLog,
  RunLogEntry,
  RunSpec,
  RunState,
  RunSummary,
} from '../../../core/rpc/run-documents.ts';
import {
  createRunFolder,
  readLogFrom,
  readRunLog,
  readRunSpec,
  requestStop,
  SPEC_FILE,
} from '../../../training/run-folder.ts';
import { checkRunSpec } from '../../../training/run-spec.ts';
import { isLockHeld } from './lock-file.ts';
import type { ModelService } from './model-service.ts';

export class RunService {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #models: ModelService;

  constructor(storage: Storage, folder: string, models: ModelService) {
    this.#storage = storage;
    this.#folder = folder;
    this.#models = models;
  }

  /** Makes the folder. Throws `InvalidInput` or `NotFound` where the spec asks for what cannot be. */
  async create(spec: RunSpec): Promise<RunId> {
    checkRunSpec(spec, 'spec');
    const models = await this.#models.list();
    if (models.some(({ id }) => id === spec.name))
      throw new InvalidInput(`a model named ${spec.name} exists already: choose another name`);
    if (spec.base.kind === 'model') await this.#models.find(spec.base.model);
    else if (!(await this.#storage.exists(spec.base.path)))
      throw new NotFound(`${spec.base.path}: there is no such checkpoint`);
    const now = new Date().toISOString();
    const id = `${spec.name}-${now.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}` as RunId;
    await createRunFolder(this.#storage, this.#path(id), spec, now);
    return id;
  }

  /** Newest first. */
  async list(): Promise<readonly RunSummary[]> {
    const summaries: RunSummary[] = [];
    for (const id of await this.#storage.list(this.#folder))
      if (await this.#storage.exists(join(this.#folder, id, SPEC_FILE)))
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

  /** It ends after the chunk in hand. */
  async stop(id: RunId): Promise<void> {
    const { state } = await this.#summary(id);
    if (state !== 'running') throw new InvalidInput(`run ${id} is not running: there is nothing to stop`);
    await requestStop(this.#storage, this.#path(id));
  }

  async remove(id: RunId): Promise<void> {
    const { state } = await this.#summary(id);
    if (state === 'running') throw new Busy(`run ${id} is running: stop it first`);
    await this.#storage.remove(this.#path(id));
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
    return join(this.#folder, id);
  }

  #lockPath(id: RunId): string {
    return join(this.#path(id), '.lock');
  }
}

/** Of a run that nobody holds: what its last words were. */
function stateOf(entries: readonly RunLogEntry[]): RunState {
  const last = entries.at(-1)?.kind;
  if (last === 'created' || last === undefined) return 'new';
  if (last === 'stopped' || last === 'failed') return last;
  return last === 'done' || last === 'model' ? 'done' : 'cut-off';
}
