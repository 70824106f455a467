/** Indexes and their models as rows. */
import type { BandRendering } from '../../core/documents/scene.ts';
import type { ModelIdentity } from '../../core/encoder.ts';
import { NotFound } from '../../core/errors.ts';
import { type Grid, windowCount } from '../../core/search/grid.ts';
import { type IndexKey, indexKey, keyHash } from '../../core/search/index-key.ts';
import { planRecords } from '../../core/search/record-plan.ts';
import type { Block } from '../../core/team/block-plan.ts';
import type { Sql } from './sql.ts';

export type TeamIndex = {
  readonly id: number;
  readonly scene: number;
  readonly model: number;
  readonly key: IndexKey;
  readonly view: BandRendering;
  readonly isComplete: boolean;
  /** Number of windows with an embedding. */
  readonly windowsEmbedded: number;
};

type IndexRow = Omit<TeamIndex, 'key' | 'isComplete' | 'windowsEmbedded'> & {
  readonly key: unknown;
  readonly records: number;
  readonly records_done: number;
  readonly windows_embedded: number;
};

const COLUMNS = 'id, scene, model, key, view, records, records_done, windows_embedded';

/** Number of the model with these embeddings; the store learns one that it has not seen. */
export async function putModel(db: Sql, model: ModelIdentity): Promise<number> {
  const [{ id }] = await db.query<{ id: number }>(
    'select longsight.add_model($1, $2, $3, $4, $5, $6, $7) as id',
    [
      ...[model.id, model.weightsSha256, model.precision, model.departures ?? ''],
      ...[model.embeddingDim, model.imageSizePx, model.contextLength],
    ],
  );
  return id;
}

/** Null for a model that the store does not know. */
export async function modelOf(
  db: Sql,
  { weightsSha256, precision, departures = '' }: ModelIdentity,
): Promise<number | null> {
  const rows = await db.query<{ id: number }>(
    'select id from longsight.model where weights_sha256 = $1 and precision = $2 and departures = $3',
    [weightsSha256, precision, departures],
  );
  return rows.length === 0 ? null : rows[0].id;
}

/** The index with this key, made if it is not there. Indexes of the scene's earlier content are removed. */
export async function putIndex(
  tx: Sql,
  scene: number,
  model: number,
  key: IndexKey,
  view: BandRendering,
): Promise<TeamIndex> {
  await tx.query(
    "select longsight.remove_index(id) from longsight.scene_index where scene = $1 and key ->> 'sceneContent' <> $2",
    [scene, key.sceneContent],
  );
  const records = recordCount(key.grid);
  const hash = await keyHash(key);
  const [row] = await tx.query<IndexRow>(
    `insert into longsight.scene_index (scene, model, key_hash, key, view, records, windows)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (scene, key_hash) do update set view = excluded.view returning ${COLUMNS}`,
    [scene, model, hash, JSON.stringify(key), JSON.stringify(view), records, windowCount(key.grid)],
  );
  return indexOf(row);
}

/** Throws `NotFound` for an index that was removed. */
export async function readIndex(db: Sql, id: number): Promise<TeamIndex> {
  const rows = await db.query<IndexRow>(`select ${COLUMNS} from longsight.scene_index where id = $1`, [id]);
  if (rows.length === 0) throw new NotFound(`index ${id} was removed from the team store`);
  return indexOf(rows[0]);
}

export async function indexesOf(
  db: Sql,
  scenes: readonly number[],
  model: number,
): Promise<readonly TeamIndex[]> {
  const rows = await db.query<IndexRow>(
    `select ${COLUMNS} from longsight.scene_index where scene = any($1) and model = $2 order by id`,
    [scenes, model],
  );
  return rows.map(indexOf);
}

/** First records of the blocks that are done. */
export async function blocksDone(db: Sql, index: number): Promise<ReadonlySet<number>> {
  const rows = await db.query<{ first_record: number }>(
    'select first_record from longsight.block where scene_index = $1',
    [index],
  );
  return new Set(rows.map((row) => row.first_record));
}

/** Notes a block whose windows are written in the same transaction. Throws PostgreSQL's unique violation if it is done already. */
export async function putBlock(
  tx: Sql,
  index: number,
  { first, count, windows }: Block,
  embedded: number,
  worker: string | null,
): Promise<void> {
  await tx.query(
    `insert into longsight.block (scene_index, first_record, records, windows, embedded, worker)
     values ($1, $2, $3, $4, $5, $6)`,
    [index, first, count, windows, embedded, worker],
  );
}

/** Counts a block of the same transaction. All blocks of the index wait for this row: it is the last thing before the end. */
export async function countBlock(
  tx: Sql,
  index: number,
  { count, windows }: Block,
  embedded: number,
): Promise<void> {
  await tx.query(
    `update longsight.scene_index set records_done = records_done + $2, windows_done = windows_done + $3,
       windows_embedded = windows_embedded + $4 where id = $1`,
    [index, count, windows, embedded],
  );
}

/** Makes blocks of the index that are being written wait for the end of this transaction. */
export async function lockIndex(tx: Sql, index: number): Promise<void> {
  await tx.query('select 1 from longsight.scene_index where id = $1 for update', [index]);
}

/** Lets the server end this transaction, and free its locks, if the client is frozen in the middle of it. */
export async function limitTransaction(tx: Sql, idleSeconds: number): Promise<void> {
  const ms = Math.round(idleSeconds * 1000);
  await tx.query(
    `set local idle_in_transaction_session_timeout = ${ms}; set local statement_timeout = ${4 * ms}`,
  );
}

export function recordCount(grid: Grid): number {
  return planRecords(grid).reduce((sum, { records }) => sum + records.length, 0);
}

/** Number of windows with an embedding in all of the indexes. */
export function embeddedIn(asked: readonly { readonly index: TeamIndex }[]): number {
  return asked.reduce((sum, { index }) => sum + index.windowsEmbedded, 0);
}

function indexOf({
  key,
  records,
  records_done: done,
  windows_embedded: windowsEmbedded,
  ...row
}: IndexRow): TeamIndex {
  return {
    ...row,
    key: indexKey(key, 'the key of a team index'),
    isComplete: done === records,
    windowsEmbedded,
  };
}
