/** Cancels the blocks of a team store that are not done. */
import { JobQueue } from './job-queue.ts';
import { JOB_SCHEMA } from './job-schema.ts';
import type { Sql } from './sql.ts';

/** Returns the number of blocks. Their workers notice at the next renewal of their lease. */
export async function cancelAll(db: Sql): Promise<number> {
  const jobs = await db.query<{ queue: string; ids: readonly string[] }>(
    `select name as queue, array_agg(id::text) as ids from ${JOB_SCHEMA}.job
     where state in ('created', 'retry', 'active') and name like 'm%.%' group by name`,
  );
  const queue = await JobQueue.open(db, false);
  try {
    let cancelled = 0;
    for (const { queue: name, ids } of jobs) cancelled += await queue.cancel(name, ids);
    return cancelled;
  } finally {
    await queue.close();
  }
}
