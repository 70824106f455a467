/** Jobs of the team store: blocks to encode, one queue for each model and share, kept by pg-boss. */
import { createHash } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import type { Block } from '../../core/team/block-plan.ts';
import { asBossDb, JOB_SCHEMA } from './job-schema.ts';
import type { Sql } from './sql.ts';

/** A worker that has not been heard of for so long has lost its block. */
export const LEASE_SECONDS = 20;
const SUPERVISE_SECONDS = 2;
/** Attempts at a block: after a crash, too, so that one that kills its workers ends as failed. */
const RETRIES = 5;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What a worker is given. */
export type BlockJob = { readonly index: number; readonly first: number; readonly count: number };

/** A claim on a job. The number of earlier attempts is the fencing token: an older claim changes nothing. */
export type Claim = { readonly queue: string; readonly id: string; readonly retryCount: number };

export type ClaimedBlock = { readonly claim: Claim; readonly job: BlockJob; readonly leaseSeconds: number };

export class JobQueue {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** `supervises` makes this process take blocks from workers that have fallen silent. */
  static async open(db: Sql, supervises: boolean): Promise<JobQueue> {
    const boss = new PgBoss({
      db: asBossDb(db),
      schema: JOB_SCHEMA,
      migrate: false,
      schedule: false,
      supervise: supervises,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      reindex: false,
      monitorVacuum: false,
    });
    // While the server is gone, each round of supervision reports it; the next one comes soon.
    boss.on('error', () => undefined);
    await boss.start();
    return new JobQueue(boss);
  }

  close(): Promise<void> {
    return this.#boss.stop({ close: false, graceful: false });
  }

  static nameOf(model: number, share: string): string {
    return `m${model}.${share}`;
  }

  /** Puts blocks of an index into the queue; those that wait, run or are done there already stay as they are. */
  async send(
    tx: Sql,
    queue: string,
    { index, blocks }: { index: number; blocks: readonly Block[] },
    leaseSeconds: number,
  ): Promise<void> {
    const db = asBossDb(tx);
    await this.#boss.createQueue(queue, {
      retryLimit: RETRIES,
      retryDelay: 1,
      retryBackoff: false,
      expireInSeconds: 12 * HOUR,
      retentionSeconds: 365 * DAY,
      deleteAfterSeconds: DAY,
    });
    const ids = blocks.map(({ first }) => jobId(index, first));
    if (ids.length === 0) return;
    await this.#boss.resume(queue, ids, { db });
    await this.#boss.retry(queue, ids, { db });
    await this.#boss.insert(
      queue,
      blocks.map(({ first, count }, i) => ({
        id: ids[i],
        data: { index, first, count } satisfies BlockJob,
        heartbeatSeconds: leaseSeconds,
      })),
      { db },
    );
  }

  /** The next block of the first queue that has one; null if none has. */
  async fetch(queues: readonly string[]): Promise<ClaimedBlock | null> {
    for (const queue of queues) {
      const [job] = await this.#boss.fetch<BlockJob>(queue, { batchSize: 1, includeMetadata: true });
      if (job !== undefined)
        return {
          claim: { queue, id: job.id, retryCount: job.retryCount },
          job: job.data,
          leaseSeconds: job.heartbeatSeconds ?? LEASE_SECONDS,
        };
    }
    return null;
  }

  /** Blocks of these queues that wait or run. */
  async left(db: Sql, queues: readonly string[]): Promise<number> {
    const [{ left }] = await db.query<{ left: number }>(
      `select count(*) as left from ${JOB_SCHEMA}.job where name = any($1) and state in ('created', 'retry', 'active')`,
      [queues],
    );
    return left;
  }

  /** False if the claim is lost: cancelled, expired, or the block was given to another worker. */
  async touch({ queue, ...attempt }: Claim): Promise<boolean> {
    return affectedBy(await this.#boss.touch(queue, attempt)) === 1;
  }

  /** Completes the job in the transaction `tx`. False if the claim is lost: then the transaction must be rolled back. */
  async complete({ queue, ...attempt }: Claim, tx: Sql): Promise<boolean> {
    return affectedBy(await this.#boss.complete(queue, attempt, null, { db: asBossDb(tx) })) === 1;
  }

  /** Gives the block back; after too many attempts it stays as failed, with the reason. */
  async fail({ queue, ...attempt }: Claim, reason: string): Promise<void> {
    await this.#boss.fail(queue, attempt, { message: reason });
  }

  /** Cancels what waits or runs of these jobs; returns how many. */
  async cancel(queue: string, ids: readonly string[]): Promise<number> {
    return affectedBy(await this.#boss.cancel(queue, [...ids]));
  }
}

/** Number of jobs that a command changed; pg-boss declares the response without it. */
function affectedBy(response: object): number {
  return (response as { affected: number }).affected;
}

/** The same block of an index has the same id, so that it is in the queue once. */
function jobId(index: number, first: number): string {
  const hex = createHash('sha256').update(`${index} ${first}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
