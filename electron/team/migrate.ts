/** Versions of the team store: numbered migrations, each applied once, all of a run in one transaction. */
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';
import { installJobs } from './job-schema.ts';
import { scenesAndWindows } from './migrations/001-scenes-and-windows.ts';
import { questionsAndReviews } from './migrations/002-questions-and-reviews.ts';
import { createRoles } from './roles.ts';
import type { Sql, TeamDatabase } from './sql.ts';

type Migration = { readonly name: string; readonly sql: string };

const MIGRATIONS: readonly Migration[] = [
  { name: 'scenes and windows', sql: scenesAndWindows },
  { name: 'questions and reviews', sql: questionsAndReviews },
];
export const TEAM_VERSION = MIGRATIONS.length;
/** One migration at a time, on whatever machine. */
const LOCK = 7_402_511;
const LEAST_POSTGRES = 150_000;

export type Migrated = { readonly from: number; readonly to: number };

/** Makes the store. Throws `InvalidInput` if there is one, and `Unsupported` without what it needs. */
export async function initTeam(db: TeamDatabase): Promise<Migrated> {
  await checkServer(db);
  if ((await storedVersion(db)) !== null)
    throw new InvalidInput(
      'the database already holds a team store: use it, or run "longsight team migrate"',
    );
  return applyMigrations(db);
}

/** Brings a store to this program's version. Throws as `checkVersion` does for a newer one, `NotFound` without a store. */
export async function migrateTeam(db: TeamDatabase): Promise<Migrated> {
  await checkServer(db);
  if ((await storedVersion(db)) === null) throw noStore();
  return applyMigrations(db);
}

/** Throws `Unsupported` unless the store has this program's version, `NotFound` without a store. */
export async function checkVersion(db: Sql): Promise<void> {
  const version = await storedVersion(db);
  if (version === null) throw noStore();
  checkNotNewer(version);
  if (version < TEAM_VERSION)
    throw new Unsupported(
      `the team store has version ${version}, this program needs ${TEAM_VERSION}: let its owner run "longsight team migrate"`,
    );
}

async function applyMigrations(db: TeamDatabase): Promise<Migrated> {
  const from = await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await createRoles(tx);
    await tx.query('create schema if not exists longsight');
    await tx.query(
      'create table if not exists longsight.migration (number integer primary key, name text not null, applied_at timestamptz not null default now())',
    );
    const version = (await storedVersion(tx)) ?? 0;
    checkNotNewer(version);
    for (const [i, { name, sql }] of MIGRATIONS.entries()) {
      if (i < version) continue;
      await tx.query(sql);
      await tx.query('insert into longsight.migration (number, name) values ($1, $2)', [i + 1, name]);
    }
    await tx.query('grant select on longsight.migration to longsight_analyst, longsight_worker');
    return version;
  });
  await installJobs(db);
  return { from, to: TEAM_VERSION };
}

function checkNotNewer(version: number): void {
  if (version > TEAM_VERSION)
    throw new Unsupported(
      `the team store has version ${version}, this program knows versions up to ${TEAM_VERSION}: update Longsight on this machine`,
    );
}

function noStore(): NotFound {
  return new NotFound('the database holds no team store: let its owner run "longsight team init"');
}

async function storedVersion(db: Sql): Promise<number | null> {
  const [table] = await db.query<{ there: boolean }>(
    "select to_regclass('longsight.migration') is not null as there",
  );
  if (!table.there) return null;
  const [row] = await db.query<{ version: number | null }>(
    'select max(number) as version from longsight.migration',
  );
  return row.version;
}

async function checkServer(db: Sql): Promise<void> {
  const [{ version }] = await db.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  if (Number(version) < LEAST_POSTGRES)
    throw new Unsupported(`the server is PostgreSQL ${version}: a team store needs PostgreSQL 15 or newer`);
  const there = await db.query<{ name: string }>(
    "select name from pg_available_extensions where name in ('postgis', 'vector')",
  );
  for (const name of ['postgis', 'vector'])
    if (!there.some((row) => row.name === name))
      throw new Unsupported(
        `the server lacks the extension ${name === 'vector' ? 'vector (pgvector)' : 'postgis'}: let its administrator install it`,
      );
}
