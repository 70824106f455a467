/** The approximate index of a team store, and how much it finds: measured with questions to this store. */
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import type { Sql, TeamDatabase } from './sql.ts';

/** Recall is that of so many best windows. */
const BEST = 100;

export type TuneOptions = {
  readonly model: number;
  readonly dim: number;
  /** Unit vectors [dim] of the sentences that are asked. */
  readonly questions: readonly Float32Array[];
  /** Windows that a search looks at; more find more and take longer. */
  readonly searchWidth: number;
  /** Memory for building the index: it is much faster when all of it fits. */
  readonly memoryMegabytes: number;
};

export type Tuned = {
  readonly windows: number;
  readonly buildSeconds: number;
  readonly recall: number;
  /** Milliseconds of a question, median. */
  readonly exactMs: number;
  readonly approximateMs: number;
};

/** Builds the index if it is not there; needs the store's owner. Throws `InvalidInput` for a store with too few windows to measure. */
export async function tuneTeam(db: TeamDatabase, options: TuneOptions, task: Task): Promise<Tuned> {
  const { model, questions, searchWidth } = options;
  const [{ windows }] = await db.query<{ windows: number }>(
    'select count(*) as windows from longsight."window" where model = $1',
    [model],
  );
  if (windows < BEST)
    throw new InvalidInput(`the store has ${windows} windows of this model: there is nothing to measure yet`);
  task.report({ phase: 'building the index', done: 0, total: questions.length });
  const began = performance.now();
  await build(db, options);
  const buildSeconds = (performance.now() - began) / 1000;
  const measured: { recall: number; exactMs: number; approximateMs: number }[] = [];
  for (const question of questions) {
    task.signal.throwIfAborted();
    task.report({ phase: 'measuring', done: measured.length, total: questions.length });
    const exact = await best(db, options, question, false);
    const approximate = await best(db, options, question, true);
    const found = approximate.windows.filter((each) => exact.windows.includes(each)).length;
    measured.push({ recall: found / BEST, exactMs: exact.ms, approximateMs: approximate.ms });
  }
  const recall = measured.reduce((sum, each) => sum + each.recall, 0) / measured.length;
  await db.query(
    `insert into longsight.ranking (model, method, search_width, recall, questions, windows)
     values ($1, 'hnsw', $2, $3, $4, $5) on conflict (model) do update set search_width = excluded.search_width,
       recall = excluded.recall, questions = excluded.questions, windows = excluded.windows, measured_at = now()`,
    [model, searchWidth, recall, questions.length, windows],
  );
  const median = (values: number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return {
    ...{ windows, buildSeconds, recall },
    exactMs: median(measured.map(({ exactMs }) => exactMs)),
    approximateMs: median(measured.map(({ approximateMs }) => approximateMs)),
  };
}

async function build(db: TeamDatabase, { model, dim, memoryMegabytes }: TuneOptions): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`set local maintenance_work_mem = '${Math.round(memoryMegabytes)}MB'`);
    await tx.query(
      `create index if not exists window_${model}_hnsw on longsight.window_${model} using hnsw ((v::halfvec(${dim})) halfvec_ip_ops)`,
    );
  });
}

async function best(
  db: TeamDatabase,
  { model, dim, searchWidth }: TuneOptions,
  question: Float32Array,
  isApproximate: boolean,
): Promise<{ readonly windows: readonly string[]; readonly ms: number }> {
  return db.transaction(async (tx) => {
    await prepareScan(tx, isApproximate ? searchWidth : null);
    const v = isApproximate ? `(v::halfvec(${dim}))` : 'v';
    const began = performance.now();
    const rows = await tx.query<{ name: string }>(
      `select concat_ws(' ', scene_index, segment, number) as name from longsight."window" where model = $1
       order by ${v} <#> $2::halfvec limit ${BEST}`,
      [model, `[${question.join(',')}]`],
    );
    return { windows: rows.map(({ name }) => name), ms: performance.now() - began };
  });
}

/** Settings of one statement that ranks windows; `searchWidth` null for comparing all of them. */
export async function prepareScan(tx: Sql, searchWidth: number | null): Promise<void> {
  // Compiling the statement takes longer than it saves.
  await tx.query('set local jit = off');
  if (searchWidth !== null)
    await tx.query(
      `set local hnsw.ef_search = ${Math.min(1000, Math.max(1, Math.round(searchWidth)))}; set local hnsw.iterative_scan = relaxed_order; set local enable_seqscan = off`,
    );
}
