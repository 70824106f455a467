/** What a team store holds and what its workers do. */
import type { TeamStatus, TeamWorker } from '../../core/documents/team.ts';
import type { ApproximateMethod, TeamRanking } from '../../core/documents/team-ranking.ts';
import { JOB_SCHEMA } from './job-schema.ts';
import { TEAM_VERSION } from './migrate.ts';
import type { Sql } from './sql.ts';

/** Workers tell that they live every 5 s. */
const SILENT_SECONDS = 20;
/** Workers that ended longer ago are not listed. */
const FORGOTTEN_HOURS = 24;
/** Throughput is that of the last minutes. */
const PACE_SECONDS = 300;
const REASONS_SHOWN = 20;

type Totals = Pick<TeamStatus, 'scenes' | 'indexes' | 'indexesComplete' | 'windows' | 'windowsDone'>;
type StateRow = { readonly state: string; readonly jobs: number };
export type RankingRow = {
  readonly method: ApproximateMethod;
  readonly recall: number;
  readonly measured_at: Date;
};

export async function teamStatus(db: Sql): Promise<TeamStatus> {
  const [totals] = await db.query<Totals>(
    `select (select count(*) from longsight.scene) as scenes, count(*) as indexes,
       count(*) filter (where records_done = records) as "indexesComplete",
       coalesce(sum(windows), 0)::bigint as windows, coalesce(sum(windows_done), 0)::bigint as "windowsDone"
     from longsight.scene_index`,
  );
  const [{ postgres, bytes, has_vectorchord: hasVectorChord }] = await db.query<{
    postgres: string;
    bytes: number;
    has_vectorchord: boolean;
  }>(
    `select current_setting('server_version') as postgres, pg_database_size(current_database()) as bytes,
       exists (select from pg_extension where extname = 'vchord') as has_vectorchord`,
  );
  const states = await db.query<StateRow>(
    `select state::text, count(*) as jobs from ${JOB_SCHEMA}.job where name like 'm%.%' group by state`,
  );
  const windowsPerSecond = await pace(db);
  const left = totals.windows - totals.windowsDone;
  return {
    version: TEAM_VERSION,
    ...{ postgres, bytes, hasVectorChord, windowsPerSecond },
    ...totals,
    blocks: await blocksOf(db, states),
    secondsLeft: windowsPerSecond > 0 && left > 0 ? left / windowsPerSecond : null,
    workers: await workersOf(db),
    failures: await failuresOf(db),
    rankings: await rankingsOf(db),
  };
}

/** Windows a second of the last minutes, or since the oldest of the workers that finished them started. */
async function pace(db: Sql): Promise<number> {
  const [{ windows, seconds }] = await db.query<{ windows: number; seconds: number }>(
    `select coalesce(sum(b.windows), 0)::bigint as windows,
       greatest(1, least($1, coalesce(extract(epoch from now() - min(w.started_at)), $1)))::float8 as seconds
     from longsight.block b join longsight.worker w on w.id = b.worker
     where b.finished_at > now() - make_interval(secs => $1)`,
    [PACE_SECONDS],
  );
  return windows / seconds;
}

/** Blocks that are done are counted where they lie: their jobs are forgotten after a day. */
async function blocksOf(db: Sql, states: readonly StateRow[]): Promise<TeamStatus['blocks']> {
  const [{ done }] = await db.query<{ done: number }>('select count(*) as done from longsight.block');
  const jobs = (...names: readonly string[]) =>
    states.filter(({ state }) => names.includes(state)).reduce((sum, row) => sum + row.jobs, 0);
  return {
    waiting: jobs('created', 'retry'),
    active: jobs('active'),
    done,
    failed: jobs('failed'),
    cancelled: jobs('cancelled'),
  };
}

async function workersOf(db: Sql): Promise<readonly TeamWorker[]> {
  const rows = await db.query<Omit<TeamWorker, 'startedAt' | 'seenAt'> & { startedAt: Date; seenAt: Date }>(
    `select w.name, w.host, w.process_id as "processId", w.device, w.started_at as "startedAt", w.seen_at as "seenAt",
       w.seen_at > now() - make_interval(secs => $1) as "isAlive",
       (select count(*) from longsight.block b where b.worker = w.id) as blocks
     from longsight.worker w where w.seen_at > now() - make_interval(hours => $2) order by w.started_at`,
    [SILENT_SECONDS, FORGOTTEN_HOURS],
  );
  return rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
  }));
}

function failuresOf(db: Sql): Promise<TeamStatus['failures']> {
  return db.query(
    `select coalesce(output ->> 'message', output #>> '{value,message}', output::text) as reason, count(*) as blocks
     from ${JOB_SCHEMA}.job where name like 'm%.%' and state = 'failed' group by 1 order by 2 desc limit $1`,
    [REASONS_SHOWN],
  );
}

async function rankingsOf(db: Sql): Promise<TeamStatus['rankings']> {
  const rows = await db.query<{ readonly model: string } & (RankingRow | { readonly method: null })>(
    `select m.name as model, r.method, r.recall, r.measured_at from longsight.model m
     left join longsight.ranking r on r.model = m.id order by m.id`,
  );
  return rows.map(({ model, ...row }) => ({
    model,
    ...(row.method === null ? ({ kind: 'exact' } as const) : rankingOf(row)),
  }));
}

export function rankingOf({ method, recall, measured_at: measuredAt }: RankingRow): TeamRanking {
  return { kind: 'approximate', method, recall, measuredAt: measuredAt.toISOString() };
}
