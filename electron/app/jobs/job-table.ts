/**
 * Table of jobs: long work that the user sees. Jobs outlive the page; the table is on disk, so that after a crash it shows which jobs
 * were interrupted and can be resumed. One job per lane runs at a time; the others wait in order.
 */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { JobId } from '../../../core/documents/ids.ts';
import type { JobSpec, JobState, JobSummary } from '../../../core/documents/job.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import type { Task } from '../../../core/task.ts';
import { type JobKinds, type Lane, runJob, titleOf } from './job-kind.ts';
import { describeWithCauses, JobLog } from './job-log.ts';
import { readStoredJobs, type StoredJob } from './stored-jobs.ts';

type RunningJob = {
  readonly job: StoredJob;
  readonly lane: Lane;
  readonly abort: AbortController;
  readonly startedMs: number;
  phase: string | null;
  /** Start of the count that the phase belongs to: units differ between phases. */
  firstDone: number;
  firstDoneMs: number;
  memoryBytes: number | null;
};

const REPORT_EVERY_MS = 250;

export class JobTable {
  readonly #jobs: StoredJob[] = [];
  readonly #kinds: JobKinds;
  readonly #storage: Storage;
  readonly #path: string;
  readonly #changed: () => void;
  readonly #log: JobLog;
  readonly #running = new Map<Lane, RunningJob>();
  readonly #settled = new Map<Lane, Promise<void>>();
  /** Two saves must not race for the same file. */
  readonly #writeInOrder = serialQueue();
  #lastReportMs = 0;
  #isClosed = false;

  private constructor(kinds: JobKinds, storage: Storage, path: string, changed: () => void, log: JobLog) {
    this.#kinds = kinds;
    this.#storage = storage;
    this.#path = path;
    this.#changed = changed;
    this.#log = log;
  }

  /**
   * Reads the table; jobs that were running when the last process ended show as interrupted. A damaged table is moved aside. The logs
   * are in the folder `jobs` beside it.
   */
  static async open(
    kinds: JobKinds,
    storage: Storage,
    path: string,
    changed: () => void,
    faults = new Faults(),
  ): Promise<JobTable> {
    const log = new JobLog(storage, join(dirname(path), 'jobs'), faults);
    const table = new JobTable(kinds, storage, path, changed, log);
    const stored = await readStoredJobs(storage, path, faults);
    for (const job of stored ?? []) {
      if (isOpen(job.state)) log.note(job.id, 'interrupted: the program ended');
      table.#jobs.push({ ...job, state: isOpen(job.state) ? 'interrupted' : job.state });
    }
    // The logs of a damaged table stay: they say what its jobs did.
    if (stored !== null) log.keepOnly(table.#jobs.map(({ id }) => id));
    return table;
  }

  /** Whether a waiting or running job is of this kind. */
  isAtWork(matches: (spec: JobSpec) => boolean): boolean {
    return this.#jobs.some((job) => isOpen(job.state) && matches(job.spec));
  }

  list(): readonly JobSummary[] {
    return this.#jobs.map((job) => this.#summary(job));
  }

  /** What the job did so far, oldest first: `TIME TEXT`. */
  log(id: JobId): Promise<readonly string[]> {
    return this.#log.read(this.#find(id).id);
  }

  /** Returns the id of a new job, or of the waiting or running job with the same spec. */
  async start(spec: JobSpec): Promise<JobId> {
    const same = this.#jobs.find(
      (job) => isOpen(job.state) && JSON.stringify(job.spec) === JSON.stringify(spec),
    );
    if (same) return same.id;
    const job: StoredJob = {
      id: randomUUID() as JobId,
      spec,
      title: titleOf(this.#kinds, spec),
      startedAt: new Date().toISOString(),
      state: 'waiting',
      phase: '',
      done: 0,
      total: 0,
      unit: null,
      elapsedSeconds: 0,
      error: null,
    };
    this.#jobs.unshift(job);
    try {
      await this.#save();
    } catch (error) {
      this.#jobs.splice(this.#jobs.indexOf(job), 1);
      throw error;
    }
    this.#runNext(this.#laneOf(job));
    return job.id;
  }

  /** Resolves when the job has stopped at its last acknowledged state. */
  async cancel(id: JobId): Promise<void> {
    const job = this.#find(id);
    const running = this.#runningOf(job);
    if (running) {
      running.abort.abort();
      await this.#settled.get(running.lane);
      return;
    }
    if (job.state === 'waiting') await this.#setState(job, 'cancelled');
  }

  async resume(id: JobId): Promise<void> {
    const job = this.#find(id);
    if (!this.#summary(job).canResume)
      throw new InvalidInput(`job "${job.title}" is ${job.state}: nothing to resume`);
    const { state, error } = job;
    job.error = null;
    try {
      await this.#setState(job, 'waiting');
    } catch (cause) {
      Object.assign(job, { state, error });
      throw cause;
    }
    this.#runNext(this.#laneOf(job));
  }

  async dismiss(id: JobId): Promise<void> {
    const job = this.#find(id);
    if (isOpen(job.state)) throw new InvalidInput(`job "${job.title}" is ${job.state}: cancel it first`);
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    this.#log.remove(id);
    await this.#save();
  }

  /** Resolves with the final state; rejects when the job fails. */
  async finished(id: JobId): Promise<JobState> {
    while (isOpen(this.#find(id).state)) {
      await this.#settled.get(this.#laneOf(this.#find(id)));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await this.#log.settled();
    return this.#find(id).state;
  }

  /** Stops the running jobs and starts no others. Open jobs show as interrupted at the next start and can be resumed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#running.values()];
    // What the user cancelled a moment ago stays cancelled.
    const stopped = all.filter(({ abort }) => !abort.signal.aborted);
    for (const { abort } of stopped) abort.abort();
    for (const { lane } of all) await this.#settled.get(lane);
    for (const { job } of stopped) {
      // The others were done or had failed before they noticed.
      if (job.state !== 'cancelled') continue;
      job.state = 'interrupted';
      this.#log.note(job.id, 'interrupted: the program was closed');
    }
    await this.#save();
    await this.#log.settled();
  }

  #runNext(lane: Lane): void {
    if (this.#running.has(lane) || this.#isClosed) return;
    const job = this.#jobs.findLast((each) => each.state === 'waiting' && this.#laneOf(each) === lane);
    if (!job) return;
    const running: RunningJob = {
      job,
      lane,
      abort: new AbortController(),
      startedMs: Date.now(),
      phase: null,
      firstDone: 0,
      firstDoneMs: 0,
      memoryBytes: null,
    };
    this.#running.set(lane, running);
    const settled = this.#run(running).finally(() => {
      this.#running.delete(lane);
      this.#runNext(lane);
    });
    this.#settled.set(lane, settled);
  }

  #laneOf({ spec }: StoredJob): Lane {
    return this.#kinds[spec.kind].lane;
  }

  #runningOf(job: StoredJob): RunningJob | null {
    const running = this.#running.get(this.#laneOf(job));
    return running !== undefined && running.job === job ? running : null;
  }

  /** Never rejects: any failure, including one to save the table, becomes the job's error. */
  async #run(running: RunningJob): Promise<void> {
    const { job, abort } = running;
    const before = job.elapsedSeconds;
    const phases = new Set<string>();
    this.#log.note(job.id, before > 0 ? `resumed: ${job.title}` : `started: ${job.title}`);
    const report: Task['report'] = ({ phase, done, total, unit = null, memoryBytes = null }) => {
      running.memoryBytes = memoryBytes;
      if (!phases.has(phase)) this.#log.note(job.id, `${phase}: ${amount(done, total, unit)}`);
      phases.add(phase);
      // The scenes of a collection are phases of one count.
      const goesOn = running.phase !== null && done >= job.done && total === job.total && unit === job.unit;
      if (running.phase !== phase && !goesOn)
        Object.assign(running, { firstDone: done, firstDoneMs: Date.now() });
      running.phase = phase;
      Object.assign(job, {
        phase,
        done,
        total,
        unit,
        elapsedSeconds: before + (Date.now() - running.startedMs) / 1000,
      });
      if (Date.now() - this.#lastReportMs < REPORT_EVERY_MS) return;
      this.#lastReportMs = Date.now();
      this.#changed();
    };
    try {
      await this.#setState(job, 'running');
      abort.signal.throwIfAborted();
      await this.#setState(job, await runJob(this.#kinds, job.spec, { signal: abort.signal, report }));
      this.#log.note(job.id, `${job.state}: ${amount(job.done, job.total, job.unit)}`);
    } catch (error) {
      const place = `${job.phase} ${amount(job.done, job.total, job.unit)}`;
      const end = abort.signal.aborted ? 'cancelled' : `failed: ${describeWithCauses(error)}`;
      this.#log.note(job.id, `${end}\nat: ${place}`);
      job.error = abort.signal.aborted ? null : describe(error);
      await this.#setState(job, abort.signal.aborted ? 'cancelled' : 'failed').catch((fault: unknown) => {
        job.error ??= describe(fault);
      });
    }
  }

  #summary(job: StoredJob): JobSummary {
    const { id, spec, title, state, phase, done, total, unit, elapsedSeconds, error, startedAt } = job;
    const running = this.#runningOf(job);
    const ended = state !== 'done' && !isOpen(state);
    return {
      ...{ id, spec, title, state, phase, done, total, unit, elapsedSeconds, error, startedAt },
      kind: spec.kind,
      secondsLeft: this.#secondsLeft(job),
      memoryBytes: running === null ? null : running.memoryBytes,
      canResume: ended && this.#kinds[spec.kind].canResume,
    };
  }

  /** From the speed since this phase's first report, so that work done before a resume does not count. */
  #secondsLeft(job: StoredJob): number | null {
    const running = this.#runningOf(job);
    if (!running || job.done <= running.firstDone || job.total <= job.done) return null;
    const perUnit = (Date.now() - running.firstDoneMs) / 1000 / (job.done - running.firstDone);
    return perUnit * (job.total - job.done);
  }

  #find(id: JobId): StoredJob {
    const job = this.#jobs.find((each) => each.id === id);
    if (!job) throw new NotFound(`there is no job ${id}`);
    return job;
  }

  async #setState(job: StoredJob, state: JobState): Promise<void> {
    job.state = state;
    await this.#save();
  }

  #save(): Promise<void> {
    this.#changed();
    return this.#writeInOrder(() =>
      this.#storage.writeFile(this.#path, new TextEncoder().encode(JSON.stringify(this.#jobs))),
    );
  }
}

function isOpen(state: JobState): boolean {
  return state === 'running' || state === 'waiting';
}

function amount(done: number, total: number, unit: 'bytes' | null): string {
  return `${done} of ${total}${unit === null ? '' : ` ${unit}`}`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
