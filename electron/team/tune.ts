/** The approximate index of a team store, and how much it finds: measured with questions to this store. */
import type { ApproximateMethod } from '../../core/documents/team-ranking.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { prepareScan, type Scan } from './prepare-scan.ts';
import type { TeamDatabase } from './sql.ts';

/** Recall is that of so many best windows. */
const BEST = 100;
const HNSW_WIDTH = 400;

/** HNSW finds more in less time; IVFFlat is built many times faster, in little memory. */
export type TuneOptions = {
  readonly method: ApproximateMethod;
  readonly model: number;
  readonly dim: number;
  /** Unit vectors [dim] of the sentences that are asked. */
  readonly questions: readonly Float32Array[];
  /** Windows (HNSW) or lists (IVFFlat) that a search looks at; more find more and take longer. Null for a usual one. */
  readonly searchWidth: number | null;
  /** Memory for building the index: it is much faster when all of it fits. */
  readonly memoryMegabytes: number;
};

export type Tuned = {
  readonly windows: number;
  readonly searchWidth: number;
  readonly buildSeconds: number;
  readonly recall: number;
  /** Milliseconds of a question, median. */
  readonly exactMs: number;
  readonly approximateMs: number;
};

/** Builds the index if it is not there; needs the store's owner. Throws `InvalidInput` for a store with too few windows to measure. */
export async function tuneTeam(db: TeamDatabase, options: TuneOptions, task: Task): Promise<Tuned> {
  const { method, model, questions } = options;
  const [{ windows }] = await db.query<{ windows: number }>(
    'select count(*) as windows from longsight."window" where model = $1',
    [model],
  );
  if (windows < BEST)
    throw new InvalidInput(`the store has ${windows} windows of this model: there is nothing to measure yet`);
  const lists = listsFor(windows);
  const searchWidth = options.searchWidth ?? (method === 'hnsw' ? HNSW_WIDTH : Math.ceil(Math.sqrt(lists)));
  task.report({ phase: 'building the index', done: 0, total: questions.length });
  const began = performance.now();
  await build(db, options, lists);
  const buildSeconds = (performance.now() - began) / 1000;
  const measured: { recall: number; exactMs: number; approximateMs: number }[] = [];
  for (const question of questions) {
    task.signal.throwIfAborted();
    task.report({ phase: 'measuring', done: measured.length, total: questions.length });
    const exact = await best(db, options, question, { kind: 'exact' });
    const approximate = await best(db, options, question, { kind: method, searchWidth });
    const found = approximate.windows.filter((each) => exact.windows.includes(each)).length;
    measured.push({ recall: found / BEST, exactMs: exact.ms, approximateMs: approximate.ms });
  }
  const recall = measured.reduce((sum, each) => sum + each.recall, 0) / measured.length;
  await db.query(
    `insert into longsight.ranking (model, method, search_width, recall, questions, windows)
     values ($1, $2, $3, $4, $5, $6) on conflict (model) do update set method = excluded.method,
       search_width = excluded.search_width, recall = excluded.recall, questions = excluded.questions, windows = excluded.windows, measured_at = now()`,
    [model, method, searchWidth, recall, questions.length, windows],
  );
  const median = (values: number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return {
    ...{ windows, searchWidth, buildSeconds, recall },
    exactMs: median(measured.map(({ exactMs }) => exactMs)),
    approximateMs: median(measured.map(({ approximateMs }) => approximateMs)),
  };
}

/** Replaces an index of the other method: one is enough, and takes as much room as the windows. */
async function build(
  db: TeamDatabase,
  { method, model, dim, memoryMegabytes }: TuneOptions,
  lists: number,
): Promise<void> {
  const other = method === 'hnsw' ? 'ivfflat' : 'hnsw';
  const options = method === 'hnsw' ? '' : ` with (lists = ${lists})`;
  await db.transaction(async (tx) => {
    await tx.query(`set local maintenance_work_mem = '${Math.round(memoryMegabytes)}MB'`);
    await tx.query(`drop index if exists longsight.window_${model}_${other}`);
    // The lists of IVFFlat are made for the windows of one time: it is built anew.
    if (method === 'ivfflat') await tx.query(`drop index if exists longsight.window_${model}_ivfflat`);
    await tx.query(
      `create index if not exists window_${model}_${method} on longsight.window_${model} using ${method} ((v::halfvec(${dim})) halfvec_ip_ops)${options}`,
    );
  });
}

/** As the authors of pgvector advise: a thousand windows in a list, fewer lists beyond a million. */
function listsFor(windows: number): number {
  return Math.max(1, Math.round(windows <= 1e6 ? windows / 1000 : Math.sqrt(windows)));
}

async function best(
  db: TeamDatabase,
  { model, dim }: TuneOptions,
  question: Float32Array,
  scan: Scan,
): Promise<{ readonly windows: readonly string[]; readonly ms: number }> {
  return db.transaction(async (tx) => {
    await prepareScan(tx, scan);
    const v = scan.kind === 'exact' ? 'v' : `(v::halfvec(${dim}))`;
    const began = performance.now();
    const rows = await tx.query<{ name: string }>(
      `select concat_ws(' ', scene_index, segment, number) as name from longsight."window" where model = $1
       order by ${v} <#> $2::halfvec limit ${BEST}`,
      [model, `[${question.join(',')}]`],
    );
    return { windows: rows.map(({ name }) => name), ms: performance.now() - began };
  });
}
