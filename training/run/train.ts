/**
 * Training loop: epochs of batches, each with a step and a log line, and checkpoints at intervals. The model is measured after
 * every epoch. A stopped or interrupted run resumes bit for bit.
 */

import type { TextKind } from '../../core/documents/dataset.ts';
import type { WorkEnd } from '../../core/documents/job.ts';
import type { RunLogEntry, RunSpec } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { batchOrder } from '../dataset/batch-order.ts';
import { ActivationsStopped } from '../step/activation-store.ts';
import type { BatchFits } from '../step/batch-feeds.ts';
import { type GradientStep, StepStopped } from '../step/gradient-step.ts';
import { type RowSource, readBatch } from '../step/row-source.ts';
import { type StepReport, trainStep } from '../step/train-step.ts';
import type { TrainingModel } from '../step/training-graph.ts';
import { removeBlends, resultFolder, writeBlend } from './blend.ts';
import { removeCheckpoints, writeCheckpoint } from './checkpoint.ts';
import { refuseDivergence } from './divergence.ts';
import { type KeptBase, keepBase, NOTHING_KEPT } from './kept-base.ts';
import { measureCheckpoint } from './measure-checkpoint.ts';
import { chunkRowsOf, openRows, openStep } from './open-step.ts';
import { type RunData, readRunData, usedKinds } from './run-data.ts';
import { clearStop, isStopRequested, readRunSpec } from './run-folder.ts';
import { RunJournal } from './run-journal.ts';
import { chanceLoss } from './run-outcome.ts';
import { isMeasuredAt, recipeOf, stepsOf } from './run-settings.ts';
import { type RunStart, type Started, startOrResume, trainingModelOf } from './run-start.ts';
import type { TrainingRoom } from './training-room.ts';

/** Starts or resumes the run in `folder`. An error is also written to its log; saved checkpoints are kept. */
export async function train(room: TrainingRoom, folder: string, task: Task): Promise<WorkEnd> {
  const { storage } = room;
  const journal = await RunJournal.open(storage, folder);
  try {
    if (journal.isDone) return 'done';
    return await goOn(new Run(room, folder, await readRunSpec(storage, folder), journal, task));
  } finally {
    await journal.close();
  }
}

async function goOn(run: Run): Promise<WorkEnd> {
  try {
    return await run.toTheEnd();
  } catch (error) {
    throw await run.failed(error);
  } finally {
    await run.release();
  }
}

class Run {
  readonly #room: TrainingRoom;
  readonly #folder: string;
  readonly #spec: RunSpec;
  readonly #journal: RunJournal;
  readonly #task: Task;
  readonly #closers: (() => Promise<void>)[] = [];
  #base: KeptBase = NOTHING_KEPT;
  #step = 0;

  constructor(room: TrainingRoom, folder: string, spec: RunSpec, journal: RunJournal, task: Task) {
    this.#room = room;
    this.#folder = folder;
    this.#spec = spec;
    this.#journal = journal;
    this.#task = task;
  }

  async toTheEnd(): Promise<WorkEnd> {
    const { storage, models } = this.#room;
    this.#task.report({ phase: 'reading weights', done: 0, total: 0 });
    const known = this.#journal.started;
    const start = await startOrResume(storage, this.#spec, this.#folder, models, known, this.#task);
    const data = await readRunData(storage, this.#spec, this.#room.datasets);
    if (known !== null && known.dataSha256 !== data.sha256)
      throw new InvalidInput('the caption pairs have changed since the run began: start a new run');
    this.#base = await keepBase(this.#room, this.#spec, start, data.train, this.#task);
    const model = { ...trainingModelOf(this.#spec, start), others: this.#base.others };
    const started = known ?? this.#firstStart(start, data, model);
    this.#step = start.optimizer.step;
    await this.#journal.append(known ? { kind: 'resumed', at: now(), step: this.#step } : started);
    const chunkRows = started.chunkRows ?? this.#chunkRows(start, data, model);
    try {
      const rows = await this.#rows(start, data, model);
      const step = await openStep(this.#room, this.#spec, model, chunkRows);
      this.#closers.push(() => step.release());
      return await this.#epochs(started, start, data, rows, step);
    } catch (error) {
      if (error instanceof ActivationsStopped) return this.#stopped();
      throw error;
    }
  }

  /** The error to throw; it is also written to the log, if that is possible. */
  async failed(error: unknown): Promise<unknown> {
    // A refused start is reported unchanged: there is nothing to keep or to log.
    if (this.#task.signal.aborted || this.#journal.started === null) return error;
    const reason = error instanceof Error ? error.message : String(error);
    const { checkpoint } = this.#journal;
    const kept = checkpoint?.step
      ? `the checkpoint of step ${checkpoint.step} is kept; the run can be resumed from it`
      : 'no step was saved yet';
    const told = new Error(`${reason}; ${kept}`, { cause: error });
    try {
      await this.#journal.append({ kind: 'failed', at: now(), step: this.#step, reason: told.message });
    } catch (cause) {
      return new Error(`${told.message} (the log could not be written either)`, { cause });
    }
    return told;
  }

  async release(): Promise<void> {
    for (const close of this.#closers.toReversed()) await close();
  }

  async #epochs(
    { steps, stepsPerEpoch }: Started,
    start: RunStart,
    data: RunData,
    rows: RowSource,
    step: GradientStep,
  ): Promise<WorkEnd> {
    const { weights, optimizer } = start;
    const recipe = recipeOf(this.#spec, steps);
    const order = batchOrder(data.train.length, this.#spec.batch, this.#spec.seed);
    const isDue = () => isMeasuredAt(optimizer.step, steps, stepsPerEpoch);
    let from = start.partial;
    if (from === null) await this.#measureStart(start, data, stepsPerEpoch, isDue());
    while (optimizer.step < steps) {
      this.#task.signal.throwIfAborted();
      this.#task.report({ phase: 'training', done: optimizer.step, total: steps });
      const records = order.at(optimizer.step);
      const epoch = Math.floor(optimizer.step / stepsPerEpoch);
      const batch = {
        ...(await readBatch(rows, this.#spec.texts, records, epoch)),
        fits: this.#fits(data.train, records),
      };
      const startedMs = performance.now();
      let report: StepReport;
      try {
        report = await trainStep(step, recipe, weights, optimizer, batch, {
          from,
          signal: this.#task.signal,
          shouldStop: () => isStopRequested(this.#room.storage, this.#folder),
        });
      } catch (error) {
        if (!(error instanceof StepStopped)) throw error;
        await this.#save(start, error.partial);
        return this.#stopped();
      }
      from = null;
      refuseDivergence(report, this.#step + 1, this.#journal.firstLoss, this.#chance);
      this.#step = optimizer.step;
      await this.#journal.append(stepEntry(report, optimizer.step, (performance.now() - startedMs) / 1000));
      if (isDue()) {
        await this.#save(start, null);
        await this.#measure(start, data, stepsPerEpoch);
      } else if (this.#isCheckpointDue()) await this.#save(start, null);
      if (optimizer.step < steps && (await isStopRequested(this.#room.storage, this.#folder))) {
        await this.#save(start, null);
        return this.#stopped();
      }
    }
    await this.#journal.append({
      kind: 'done',
      at: now(),
      step: this.#step,
      folder: resultFolder(this.#spec, this.#journal.bestFolder),
      ...this.#journal.outcome(this.#chance),
    });
    return 'done';
  }

  #firstStart(start: RunStart, data: RunData, model: TrainingModel): Started {
    const spec = this.#spec;
    const { stepsPerEpoch } = batchOrder(data.train.length, spec.batch, spec.seed);
    return {
      kind: 'started',
      at: now(),
      baseSha256: start.baseSha256,
      dataSha256: data.sha256,
      activation: start.activation,
      chunkRows: this.#chunkRows(start, data, model),
      steps: stepsOf(spec, stepsPerEpoch),
      stepsPerEpoch,
      pairs: data.train.length,
      validationPairs: data.validation.length,
    };
  }

  #chunkRows(start: RunStart, { train: pairs }: RunData, model: TrainingModel): number {
    return chunkRowsOf(this.#room, this.#spec, start, pairs, model);
  }

  async #rows(start: RunStart, { train: pairs }: RunData, model: TrainingModel): Promise<RowSource> {
    const rows = await openRows(this.#room, this.#spec, this.#folder, start, pairs, model, this.#task);
    this.#closers.push(rows.close);
    return rows;
  }

  #isCheckpointDue(): boolean {
    const { checkpoint } = this.#journal;
    const sinceMs = checkpoint === null ? this.#startedMs : checkpoint.atMs;
    return performance.now() - sinceMs >= this.#spec.checkpointMinutes * 60_000;
  }
  readonly #startedMs = performance.now();

  async #save(start: RunStart, partial: RunStart['partial']): Promise<void> {
    const { optimizer } = start;
    this.#task.report({ phase: 'saving', done: optimizer.step, total: 0 });
    const folder = await writeCheckpoint(this.#room.storage, this.#folder, { ...start, partial });
    await this.#journal.noteCheckpoint(folder, optimizer.step);
    const kept = [folder, this.#journal.bestFolder];
    await removeCheckpoints(this.#room.storage, this.#folder, kept);
    await removeBlends(this.#room.storage, this.#folder, kept);
  }

  /** Measures the base before the first step, for comparison with the result; after an interruption, measures what is still missing. */
  async #measureStart(start: RunStart, data: RunData, stepsPerEpoch: number, isDue: boolean): Promise<void> {
    if (start.checkpoint !== null) await this.#journal.noteCheckpoint(start.checkpoint, this.#step);
    const isBase = this.#step === 0 && data.validation.length > 0;
    if (!(isBase || (this.#step > 0 && isDue)) || this.#isMeasured()) return;
    if (isBase) await this.#save(start, null);
    await this.#measure(start, data, stepsPerEpoch);
  }

  /** Measures the checkpoint just written, or the result that is made from it. */
  async #measure(start: RunStart, { validation }: RunData, stepsPerEpoch: number): Promise<void> {
    const { checkpoint } = this.#journal;
    if (checkpoint === null) return;
    const measured = {
      run: this.#folder,
      checkpoint: await this.#result(start, checkpoint.folder),
      step: this.#step,
      epoch: Math.ceil(this.#step / stepsPerEpoch),
      weights: start,
    };
    for await (const entry of measureCheckpoint(this.#room, this.#spec, measured, validation, this.#task))
      await this.#journal.append(entry);
  }

  async #result(start: RunStart, checkpoint: string): Promise<string> {
    const { trained } = this.#base;
    // Before the first step, the checkpoint is the base.
    if (trained === null || this.#step === 0) return checkpoint;
    return writeBlend(this.#room.storage, this.#folder, start, trained, this.#spec);
  }

  /** Loss of a model that guesses. */
  get #chance(): number {
    return chanceLoss(this.#spec.batch, this.#base.others?.count ?? 0);
  }

  /** With counter-examples, the texts of these records that mean the same fit each other's pictures. */
  #fits(pairs: RunData['train'], records: readonly number[]): BatchFits {
    const { others } = this.#base;
    if (others === null) return {};
    const shares = (kind: TextKind) =>
      others.alike.shares(records.map((record) => pairs[record][kind] ?? ''));
    return Object.fromEntries(usedKinds(this.#spec).map((kind) => [kind, shares(kind)]));
  }

  /** True if the epoch's checkpoint was measured before the run was interrupted. */
  #isMeasured(): boolean {
    const has = (kind: 'validation' | 'samples') => this.#journal.has(kind, this.#step);
    return has('validation') || (this.#spec.validation.kind === 'none' && has('samples'));
  }

  async #stopped(): Promise<'stopped'> {
    await this.#journal.append({ kind: 'stopped', at: now(), step: this.#step });
    await clearStop(this.#room.storage, this.#folder);
    return 'stopped';
  }
}

function stepEntry(report: StepReport, step: number, seconds: number): RunLogEntry {
  const { losses, learningRate, omega, gradientNorm } = report;
  return { kind: 'step', step, ...losses, learningRate, omega, gradientNorm, seconds };
}

function now(): string {
  return new Date().toISOString();
}
