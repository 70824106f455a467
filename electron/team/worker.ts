/** A worker of the team store: takes blocks, encodes them, writes windows and completion in one transaction. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Encoder } from '../../core/encoder.ts';
import type { Host } from '../../core/host.ts';
import type { Bank } from '../../core/search/bank.ts';
import type { BankTops } from '../../core/team/bank-tops.ts';
import { addBankTops } from './bank-rows.ts';
import { encodeBlock } from './encode-block.ts';
import {
  blocksDone,
  countBlock,
  limitTransaction,
  putBlock,
  readIndex,
  type TeamIndex,
} from './index-rows.ts';
import { type BlockJob, type ClaimedBlock, JobQueue } from './job-queue.ts';
import { holding, LeaseLost } from './lease.ts';
import { isLost, whenThere } from './postgres.ts';
import { localPath, type ReachableShares } from './reachable-shares.ts';
import { fileOfScene } from './scene-rows.ts';
import type { TeamDatabase } from './sql.ts';
import { failedWith } from './sql-state.ts';
import { TeamScenes } from './team-scenes.ts';
import { copyWindows, windowRows } from './window-rows.ts';

const IDLE_MS = 1000;
const SEEN_MS = 5000;

export type WorkerModel = { readonly encoder: Encoder; readonly bank: Bank | null };

export type WorkerOptions = {
  readonly db: TeamDatabase;
  readonly host: Host;
  readonly shares: ReachableShares;
  /** Encoders and their banks by the store's number of their model; without a bank no verdicts are given on what is encoded. */
  readonly encoders: ReadonlyMap<number, WorkerModel>;
  readonly name: string;
  readonly device: string;
  /** Blocks at a time: while one is encoded, the next is read. */
  readonly slots: number;
  /** Ends when no block of its queues waits or runs. */
  readonly drains: boolean;
  readonly onBlock: (block: { readonly windows: number; readonly path: string }) => void;
  readonly onFailure: (reason: string) => void;
};

/** Works until the signal aborts, or until nothing is left if it drains. Returns the number of blocks done. */
export async function runWorker(options: WorkerOptions, signal: AbortSignal): Promise<number> {
  const { db, slots } = options;
  const queue = await JobQueue.open(db, true);
  const worker = new Worker(options, queue);
  const seen = setInterval(() => worker.tellAlive(), SEEN_MS);
  try {
    await worker.register();
    await Promise.all(Array.from({ length: slots }, () => worker.takeBlocks(signal)));
    return worker.blocks;
  } finally {
    clearInterval(seen);
    await worker.close();
    await queue.close();
  }
}

type WrittenBlock = BlockJob & {
  readonly windows: number;
  readonly embedded: number;
  /** Rows of its windows, as COPY takes them. */
  readonly bytes: Uint8Array;
  readonly ofBank: { readonly bank: Bank; readonly tops: BankTops } | null;
};

class Worker {
  readonly #options: WorkerOptions;
  readonly #queue: JobQueue;
  readonly #scenes: TeamScenes;
  readonly #id = randomUUID();
  readonly #queues: readonly string[];
  blocks = 0;

  constructor(options: WorkerOptions, queue: JobQueue) {
    this.#options = options;
    this.#queue = queue;
    this.#scenes = new TeamScenes(options.host);
    const { encoders, shares } = options;
    this.#queues = [...encoders.keys()].flatMap((model) =>
      [...shares.keys()].map((share) => JobQueue.nameOf(model, share)),
    );
  }

  async register(): Promise<void> {
    const { db, name, device } = this.#options;
    await db.query(
      'insert into longsight.worker (id, name, host, process_id, device) values ($1, $2, $3, $4, $5)',
      [this.#id, name, hostname(), process.pid, device],
    );
  }

  /** A server that is gone for now hears of it the next time. */
  tellAlive(): void {
    this.#options.db
      .query('update longsight.worker set seen_at = now() where id = $1', [this.#id])
      .catch(() => undefined);
  }

  async takeBlocks(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const claimed = await whenThere(() => this.#queue.fetch(this.#queues), signal).catch(stopped(signal));
      if (claimed === null) {
        if (this.#options.drains && (await this.#nothingLeft(signal))) return;
        await wait(IDLE_MS, undefined, { signal }).catch(stopped(signal));
      } else await this.#take(claimed, signal);
    }
  }

  close(): Promise<void> {
    return this.#scenes.close();
  }

  /** Nothing that this worker throws away is lost: a block that is not completed is given to a worker again. */
  async #take(claimed: ClaimedBlock, signal: AbortSignal): Promise<void> {
    try {
      await holding(this.#queue, claimed, signal, (held) => this.#encode(claimed, held));
    } catch (error) {
      if (error instanceof LeaseLost) return;
      const reason = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) this.#options.onFailure(reason);
      await this.#queue
        .fail(claimed.claim, signal.aborted ? 'the worker was stopped' : reason)
        .catch((failure: unknown) => {
          // The lease runs out, and another worker takes the block.
          if (!isLost(failure)) throw failure;
        });
    }
  }

  async #encode(claimed: ClaimedBlock, held: AbortSignal): Promise<void> {
    const { db, host, shares, encoders } = this.#options;
    const { job } = claimed;
    const index = await whenThere(() => readIndex(db, job.index), held);
    if ((await whenThere(() => blocksDone(db, index.id), held)).has(job.first)) {
      // Somebody has published the index meanwhile.
      await this.#queue.complete(claimed.claim, db);
      return;
    }
    const model = encoders.get(index.model);
    if (model === undefined) throw new LeaseLost('the block is of a model that this worker does not have');
    const path = await localPath(
      host.storage,
      shares,
      await whenThere(() => fileOfScene(db, index.scene), held),
    );
    const block = await this.#scenes.reading(path, index, async (reader, scene) => {
      const { records, windows, tops } = await encodeBlock(
        reader,
        model.encoder,
        index.key,
        job,
        model.bank,
        held,
      );
      return {
        ...{ ...job, windows },
        embedded: records.reduce((sum, { numbers }) => sum + numbers.length, 0),
        bytes: await windowRows(host.crs, scene.description, index, records),
        ofBank: model.bank === null || tops === null ? null : { bank: model.bank, tops },
      };
    });
    await whenThere(() => this.#commit(claimed, index, block), held);
    this.blocks++;
    this.#options.onBlock({ windows: block.windows, path });
  }

  /** Windows and completion, or neither. A commit whose answer was lost is found done at the next attempt. */
  async #commit(
    { claim, leaseSeconds }: ClaimedBlock,
    index: TeamIndex,
    { embedded, bytes, ofBank, ...block }: WrittenBlock,
  ): Promise<void> {
    try {
      await this.#options.db.transaction(async (tx) => {
        await limitTransaction(tx, leaseSeconds);
        await putBlock(tx, index.id, block, embedded, this.#id);
        await copyWindows(tx, bytes);
        if (!(await this.#queue.complete(claim, tx)))
          throw new LeaseLost('the block was given to another worker');
        await countBlock(tx, index.id, block, embedded);
        if (ofBank !== null) await addBankTops(tx, index.id, ofBank.bank, block.count, ofBank.tops);
      });
    } catch (error) {
      if (!failedWith(error, 'uniqueViolation')) throw error;
      throw new LeaseLost('the block is done', { cause: error });
    }
  }

  async #nothingLeft(signal: AbortSignal): Promise<boolean> {
    const left = await whenThere(() => this.#queue.left(this.#options.db, this.#queues), signal).catch(
      stopped(signal),
    );
    return left === 0;
  }
}

/** Turns the rejection that a stop causes into null; others are thrown. */
function stopped(signal: AbortSignal): (error: unknown) => null {
  return (error) => {
    if (signal.aborted) return null;
    throw error;
  };
}
