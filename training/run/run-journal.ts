/** Log entries of a run so far, and what follows from them: its start, its newest and its best checkpoint. */

import type { RunLogEntry, RunOutcome } from '../../core/documents/run.ts';
import type { Storage } from '../../core/host.ts';
import { RunLogFile, readRunLog, validEntries } from './run-folder.ts';
import { chosenValidation, outcomeOf } from './run-outcome.ts';
import type { Started } from './run-start.ts';

type NotedCheckpoint = { readonly folder: string; readonly step: number; readonly atMs: number };

export class RunJournal {
  readonly #file: RunLogFile;
  #entries: readonly RunLogEntry[];
  #checkpoint: NotedCheckpoint | null = null;

  /** Opens the log for its only writer. Throws `InvalidInput` for a damaged log. */
  static async open(storage: Storage, folder: string): Promise<RunJournal> {
    const entries = await readRunLog(storage, folder);
    return new RunJournal(await RunLogFile.open(storage, folder), entries);
  }

  private constructor(file: RunLogFile, entries: readonly RunLogEntry[]) {
    this.#file = file;
    this.#entries = entries;
  }

  get isDone(): boolean {
    return this.#entries.some(({ kind }) => kind === 'done');
  }

  get started(): Started | null {
    return this.#entries.find((entry) => entry.kind === 'started') ?? null;
  }

  /** Loss of the first step; null before it. */
  get firstLoss(): number | null {
    const first = this.#entries.find((entry) => entry.kind === 'step');
    return first === undefined ? null : first.total;
  }

  /** The newest checkpoint written by this process. */
  get checkpoint(): NotedCheckpoint | null {
    return this.#checkpoint;
  }

  /** Folder of the checkpoint that validation chooses, or of the newest one if none was validated; empty before the first. */
  get bestFolder(): string {
    const chosen = chosenValidation(this.#entries);
    const folders = this.#entries.flatMap((entry) =>
      chosen !== null &&
      entry.kind === 'checkpoint' &&
      entry.step === chosen.step &&
      !entry.folder.includes('chunk')
        ? [entry.folder]
        : [],
    );
    if (folders.length > 0) return folders[folders.length - 1];
    return this.#checkpoint === null ? '' : this.#checkpoint.folder;
  }

  /** `chance` is the loss of guessing. */
  outcome(chance: number): RunOutcome {
    return outcomeOf(this.#entries, chance);
  }

  has(kind: 'validation' | 'samples', step: number): boolean {
    return this.#entries.some((entry) => entry.kind === kind && entry.step === step);
  }

  /** The entry is on disk when the promise resolves. */
  async append(entry: RunLogEntry): Promise<void> {
    await this.#file.append(entry);
    this.#entries = validEntries([...this.#entries, entry]);
  }

  /** Notes a checkpoint that is on disk. An interrupted run may have noted it already. */
  async noteCheckpoint(folder: string, step: number): Promise<void> {
    this.#checkpoint = { folder, step, atMs: performance.now() };
    if (!this.#entries.some((entry) => entry.kind === 'checkpoint' && entry.folder === folder))
      await this.append({ kind: 'checkpoint', step, folder });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
