/** The tables of pg-boss beside the store, and who may use them. */
import { type Db, PgBoss } from 'pg-boss';
import type { Sql } from './sql.ts';

export const JOB_SCHEMA = 'longsight_jobs';

/** Creates or updates the tables; needs the store's owner. */
export async function installJobs(db: Sql): Promise<void> {
  const boss = new PgBoss({
    db: asBossDb(db),
    schema: JOB_SCHEMA,
    migrate: true,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ close: false, graceful: false });
  await db.query(`
    grant usage on schema ${JOB_SCHEMA} to longsight_analyst, longsight_worker;
    grant select on all tables in schema ${JOB_SCHEMA} to longsight_analyst;
    grant select, insert, update, delete on all tables in schema ${JOB_SCHEMA} to longsight_worker;
    grant usage on all sequences in schema ${JOB_SCHEMA} to longsight_worker;
    grant execute on all functions in schema ${JOB_SCHEMA} to longsight_worker;
  `);
}

export function asBossDb(db: Sql): Db {
  return { executeSql: async (text, values) => ({ rows: [...(await db.query(text, values))] }) };
}
