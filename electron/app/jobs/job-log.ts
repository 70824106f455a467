/**
 * What each job did and why it ended: one short text file for each, in the data folder, for the user and for a report of a fault. A log
 * that cannot be written never stops its job.
 */
import { join } from 'node:path';
import type { JobId } from '../../../core/documents/ids.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';

/** The oldest lines of a job that is resumed again and again are left out. */
const MOST_LINES = 300;
const LONGEST_LINE = 2000;
const ENDING = '.log';
const ABOUT = 'the job logs';

export class JobLog {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #faults: Faults;
  readonly #inOrder = serialQueue();
  /** Not yet written. */
  readonly #pending = new Map<JobId, readonly string[]>();

  constructor(storage: Storage, folder: string, faults: Faults) {
    this.#storage = storage;
    this.#folder = folder;
    this.#faults = faults;
  }

  /** Adds lines with the present time; a text of several lines becomes as many. Lines that come quickly are written together. */
  note(id: JobId, text: string): void {
    const time = new Date().toISOString();
    const lines = text.split('\n').map((line) => `${time} ${line}`.slice(0, LONGEST_LINE));
    this.#pending.set(id, [...(this.#pending.get(id) ?? []), ...lines]);
    this.#attempt(async () => {
      const fresh = this.#pending.get(id);
      if (fresh === undefined) return;
      this.#pending.delete(id);
      const all = [...(await this.#linesOf(id)), ...fresh].slice(-MOST_LINES);
      await this.#storage.writeFile(this.#pathOf(id), new TextEncoder().encode(`${all.join('\n')}\n`));
    });
  }

  /** Lines of the job, oldest first: `TIME TEXT`. Empty for a job that noted nothing. */
  read(id: JobId): Promise<readonly string[]> {
    return this.#inOrder(() => this.#linesOf(id));
  }

  remove(id: JobId): void {
    this.#attempt(() => this.#storage.remove(this.#pathOf(id)));
  }

  /** Removes the logs of jobs that are not listed any more. */
  keepOnly(ids: readonly JobId[]): void {
    this.#attempt(async () => {
      const kept = new Set(ids.map((id) => `${id}${ENDING}`));
      for (const name of await this.#storage.list(this.#folder))
        if (name.endsWith(ENDING) && !kept.has(name)) await this.#storage.remove(join(this.#folder, name));
    });
  }

  /** Resolves when everything noted so far is on disk. */
  settled(): Promise<void> {
    return this.#inOrder(async () => undefined);
  }

  #attempt(act: () => Promise<void>): void {
    // Never rejects.
    const attempted = async (): Promise<void> => {
      try {
        await act();
        this.#faults.clear(ABOUT);
      } catch (error) {
        this.#faults.note(ABOUT, `a job log could not be written: ${describe(error)}`);
      }
    };
    void this.#inOrder(attempted);
  }

  async #linesOf(id: JobId): Promise<readonly string[]> {
    try {
      const bytes = await this.#storage.readFile(this.#pathOf(id));
      return new TextDecoder()
        .decode(bytes)
        .split('\n')
        .filter((line) => line !== '');
    } catch (error) {
      if (error instanceof NotFound) return [];
      throw error;
    }
  }

  /** Ids are random and made here, never a path that someone sent. */
  #pathOf(id: JobId): string {
    return join(this.#folder, `${id}${ENDING}`);
  }
}

/** Message of an error with those of its causes. */
export function describeWithCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}\ncaused by: ${describeWithCauses(error.cause)}`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
