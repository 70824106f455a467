/**
 * The loop: epochs of batches, each a step, a log line, and now and then a checkpoint; what the model has learned is
 * measured after every epoch. It goes on where it was stopped or cut off, bit for bit.
 */

import type { WorkEnd } from '../../core/documents/job.ts';
import type { RunLogEntry, RunSpec } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import { batchOrder } from '../dataset/batch-order.ts';
import { type Activations, ActivationsStopped, computeActivations } from '../step/activation-store.ts';
import type { Batch } from '../step/batch-feeds.ts';
import { rowsInTowers } from '../step/chunk-plan.ts';
import { openChunkedStep } from '../step/chunked-step.ts';
import { openFrozenPart } from '../step/frozen-part.ts';
import { type GradientStep, StepStopped } from '../step/gradient-step.ts';
import { type RowSource, rowSource } from '../step/row-source.ts';
import { type StepReport, trainStep } from '../step/train-step.ts';
import type { TrainingModel } from '../step/training-graph.ts';
import { openWholeStep } from '../step/whole-step.ts';
import { removeCheckpoints, writeCheckpoint, writeGraphs } from './checkpoint.ts';
import { answerSamples, identityOf, validate } from './evaluate.ts';
import { type RunData, readRunData, usedKinds } from './run-data.ts';
import { clearStop, isStopRequested, readRunSpec } from './run-folder.ts';
import { RunJournal } from './run-journal.ts';
import { batchExtent, memoryBudgetBytes, recipeOf, stepsOf, textLengths } from './run-settings.ts';
import { type RunStart, type Started, startOrResume, trainingModelOf } from './run-start.ts';
import { readSampleWindows } from './sample-windows.ts';
import type { TrainingRoom } from './training-room.ts';

/** Loss beyond this many times the largest of the first loss and that of guessing: the run has diverged. */
const DIVERGED = 10;

/** Runs or goes on with the run in `folder`. What stops it is in its log; what was saved stays. */
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
    const model = trainingModelOf(this.#spec, start);
    const started = known ?? this.#firstStart(start, data, model);
    if (started.dataSha256 !== data.sha256)
      throw new InvalidInput('the caption pairs have changed since the run began: make a new run of them');
    this.#step = start.optimizer.step;
    await this.#journal.append(known ? { kind: 'resumed', at: now(), step: this.#step } : started);
    let rows: RowSource;
    try {
      rows = await this.#rows(start, model, data);
    } catch (error) {
      if (error instanceof ActivationsStopped) return this.#stopped();
      throw error;
    }
    const step = await this.#openStep(model, started.chunkRows ?? this.#chunkRows(start, data, model));
    return this.#epochs(started, start, data, rows, step);
  }

  /** The error to throw; the log has it too, unless the disk is full. */
  async failed(error: unknown): Promise<unknown> {
    if (this.#task.signal.aborted) return error;
    const reason = error instanceof Error ? error.message : String(error);
    const { checkpoint } = this.#journal;
    const kept = checkpoint
      ? `the checkpoint of step ${checkpoint.step} is kept, the run can go on from it`
      : 'no checkpoint was written yet';
    const told = new Error(`${reason}; ${kept}`, { cause: error });
    try {
      await this.#journal.append({ kind: 'failed', at: now(), step: this.#step, reason: told.message });
    } catch (cause) {
      return new Error(`${told.message} (nor could the log be written)`, { cause });
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
    const isEpochEnd = () => optimizer.step === steps || optimizer.step % stepsPerEpoch === 0;
    let from = start.partial;
    if (this.#step > 0 && from === null) {
      if (start.checkpoint !== null) await this.#journal.noteCheckpoint(start.checkpoint, this.#step);
      if (isEpochEnd() && !this.#isMeasured()) await this.#measure(start, data, stepsPerEpoch);
    }
    while (optimizer.step < steps) {
      this.#task.signal.throwIfAborted();
      this.#task.report({ phase: 'training', done: optimizer.step, total: steps });
      const records = order.at(optimizer.step);
      const batch = await this.#batch(rows, records, Math.floor(optimizer.step / stepsPerEpoch));
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
      this.#refuseDivergence(report);
      this.#step = optimizer.step;
      await this.#journal.append(stepEntry(report, optimizer.step, (performance.now() - startedMs) / 1000));
      if (isEpochEnd()) {
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
      folder: this.#journal.bestFolder,
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
    const spec = this.#spec;
    const extent = batchExtent(spec, textLengths(spec, pairs, start));
    return rowsInTowers(memoryBudgetBytes(spec, this.#room.machineMemoryBytes), model, extent);
  }

  /** Where a tower has a frozen part, what that gives is computed before the first step and read from disk then. */
  async #rows(start: RunStart, model: TrainingModel, { train: pairs }: RunData): Promise<RowSource> {
    const { augmentation, seed } = this.#spec;
    const rows = rowSource(this.#room, pairs, model.config, start.conventions, augmentation, seed);
    if (model.entry.vision === null && model.entry.text === null) return rows;
    const frozen = await openFrozenPart(model, this.#room.openSession);
    let activations: Activations;
    try {
      activations = await computeActivations(
        this.#room.storage,
        `${this.#folder}/activations`,
        model,
        frozen,
        rows,
        pairs.length,
        textLengths(this.#spec, pairs, start),
        this.#task,
        () => isStopRequested(this.#room.storage, this.#folder),
      );
    } finally {
      await frozen.release();
    }
    this.#closers.push(activations.close);
    return activations;
  }

  async #openStep(model: TrainingModel, chunkRows: number): Promise<GradientStep> {
    const { texts, batch } = this.#spec;
    const { openSession } = this.#room;
    const step =
      chunkRows >= batch
        ? await openWholeStep(model, texts, openSession)
        : await openChunkedStep(model, texts, chunkRows, openSession);
    this.#closers.push(() => step.release());
    return step;
  }

  async #batch(rows: RowSource, records: readonly number[], epoch: number): Promise<Batch> {
    const { texts } = this.#spec;
    return {
      count: records.length,
      images: await rows.images(records, epoch),
      long: texts === 'short' ? null : await rows.texts('long', records),
      short: texts === 'long' ? null : await rows.texts('short', records),
    };
  }

  #refuseDivergence({ kind, losses }: StepReport): void {
    const number = this.#step + 1;
    if (kind === 'diverged')
      throw new InvalidInput(
        `step ${number}: the loss or a gradient is not finite (loss ${losses.total}); lower the learning rate, or look for damaged pictures`,
      );
    const first = this.#journal.firstLoss ?? losses.total;
    if (losses.total > DIVERGED * Math.max(first, Math.log(this.#spec.batch)))
      throw new InvalidInput(
        `step ${number}: the loss has risen to ${losses.total.toFixed(2)} from ${first.toFixed(2)}: the run diverges; lower the learning rate`,
      );
  }

  #isCheckpointDue(): boolean {
    const sinceMs = this.#journal.checkpoint?.atMs ?? this.#startedMs;
    return performance.now() - sinceMs >= this.#spec.checkpointMinutes * 60_000;
  }
  readonly #startedMs = performance.now();

  async #save(start: RunStart, partial: RunStart['partial']): Promise<void> {
    const { optimizer } = start;
    this.#task.report({ phase: 'saving', done: optimizer.step, total: 0 });
    const folder = await writeCheckpoint(this.#room.storage, this.#folder, { ...start, partial });
    await this.#journal.noteCheckpoint(folder, optimizer.step);
    await removeCheckpoints(this.#room.storage, this.#folder, [folder, this.#journal.bestFolder]);
  }

  /** Of the checkpoint just written, with the encoder that searches. */
  async #measure(start: RunStart, { validation }: RunData, stepsPerEpoch: number): Promise<void> {
    const { samples } = this.#spec;
    const { checkpoint } = this.#journal;
    if (checkpoint === null || (validation.length === 0 && samples === null)) return;
    const { storage, openTowers } = this.#room;
    const { folder } = checkpoint;
    const model = { identity: identityOf(folder, start.config), config: start };
    const path = await writeGraphs(storage, this.#folder, folder, start.config, start.weights);
    const towers = await openTowers(path, model);
    try {
      const encoder = createEncoder(model, towers);
      if (samples) {
        const windows = await readSampleWindows(storage, this.#folder);
        const answers = await answerSamples(encoder, towers, samples.texts, windows);
        await this.#journal.append({ kind: 'samples', step: this.#step, answers });
      }
      if (validation.length > 0) {
        const figures = await validate(encoder, this.#room, validation, usedKinds(this.#spec), this.#task);
        const epoch = Math.ceil(this.#step / stepsPerEpoch);
        await this.#journal.append({ kind: 'validation', step: this.#step, epoch, ...figures });
      }
    } finally {
      await towers.release();
    }
  }

  /** Whether all that follows an epoch was done before the run was cut off. */
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
