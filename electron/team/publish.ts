/** Copies local indexes into a team store without encoding again, and back. */
import type { CollectionScene } from '../../core/documents/collection.ts';
import type { BandRendering } from '../../core/documents/scene.ts';
import type { TeamFile } from '../../core/documents/team.ts';
import type { CrsAuthority } from '../../core/host.ts';
import type { Bank } from '../../core/search/bank.ts';
import { windowCount } from '../../core/search/grid.ts';
import { type IndexRecord, isValid } from '../../core/search/index-file.ts';
import type { IndexScan } from '../../core/search/index-scan.ts';
import type { ReceivedRecord } from '../../core/search/receive-index.ts';
import { planRecords } from '../../core/search/record-plan.ts';
import type { Task } from '../../core/task.ts';
import { addTops, noTops } from '../../core/team/bank-tops.ts';
import { type Block, planBlocks } from '../../core/team/block-plan.ts';
import { readHalfvec } from '../../core/team/halfvec.ts';
import { putBankTops } from './bank-rows.ts';
import { topsIn } from './encode-block.ts';
import {
  blocksDone,
  countBlock,
  limitTransaction,
  lockIndex,
  putBlock,
  putIndex,
  putModel,
  recordCount,
  type TeamIndex,
} from './index-rows.ts';
import { putScene } from './scene-rows.ts';
import type { Sql, TeamDatabase } from './sql.ts';
import { copyWindows, type RecordWindows, windowRows } from './window-rows.ts';

/** Reading a block from a slow disk takes less. */
const MOST_IDLE_SECONDS = 60;

export type Publication = {
  readonly file: TeamFile;
  readonly scene: CollectionScene;
  readonly view: BandRendering;
  readonly scan: IndexScan;
  readonly bank: Bank;
};

/** Copies what the store lacks of the index, all in one transaction. Returns the number of windows copied. */
export async function publishIndex(
  db: TeamDatabase,
  crs: CrsAuthority,
  { file, scene, view, scan, bank }: Publication,
  { signal, report }: Task,
): Promise<number> {
  return db.transaction(async (tx) => {
    await limitTransaction(tx, MOST_IDLE_SECONDS);
    const model = await putModel(tx, scan.key.model);
    const index = await putIndex(tx, await putScene(tx, file, scene), model, scan.key, view);
    const done = await blocksDone(tx, index.id);
    const total = windowCount(scan.key.grid);
    const tops = noTops(bank);
    let [seen, copied] = [0, 0];
    for await (const { block, records } of blocksIn(scan, signal)) {
      if (!done.has(block.first)) {
        const embedded = records.reduce((sum, { numbers }) => sum + numbers.length, 0);
        await putBlock(tx, index.id, block, embedded, null);
        await copyWindows(tx, await windowRows(crs, scene, index, records));
        await countBlock(tx, index.id, block, embedded);
        copied += block.windows;
      }
      addTops(tops, topsIn(records, bank));
      seen += block.windows;
      report({ phase: 'publishing', done: seen, total });
    }
    await lockIndex(tx, index.id);
    await putBankTops(tx, index.id, bank, recordCount(scan.key.grid), tops);
    return copied;
  });
}

/** The records of a complete index of the store from `first` on. */
export async function* recordsFrom(
  db: Sql,
  { id, model, key }: TeamIndex,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<ReceivedRecord> {
  const dim = key.model.embeddingDim;
  const plan = planRecords(key.grid).flatMap(({ records }) => records);
  for (const record of plan.slice(first)) {
    signal.throwIfAborted();
    const rows = await db.query<{ number: number; v: Uint8Array }>(
      `select number, halfvec_send(v) as v from longsight."window"
       where model = $1 and scene_index = $2 and segment = $3 and number between $4 and $5 order by number`,
      [model, id, record.segment, record.first, record.first + record.count - 1],
    );
    const validity = new Array<boolean>(record.count).fill(false);
    const halves = new Uint16Array(rows.length * dim);
    rows.forEach(({ number, v }, i) => {
      validity[number - record.first] = true;
      readHalfvec(v, halves.subarray(i * dim, (i + 1) * dim));
    });
    yield { validity, halves };
  }
}

async function* blocksIn(
  scan: IndexScan,
  signal: AbortSignal,
): AsyncGenerator<{ readonly block: Block; readonly records: readonly RecordWindows[] }> {
  const blocks = planBlocks(scan.key.grid);
  const dim = scan.key.model.embeddingDim;
  let [at, records]: [number, RecordWindows[]] = [0, []];
  for await (const record of scan.records(signal)) {
    records.push(windowsOf(record, dim));
    const block = blocks[at];
    if (records.length < block.count) continue;
    yield { block, records };
    [at, records] = [at + 1, []];
  }
}

function windowsOf(record: IndexRecord, dim: number): RecordWindows {
  const places = Array.from({ length: record.count }, (_, i) => i).filter((i) => isValid(record, i));
  const halves = new Uint16Array(places.length * dim);
  for (const [row, i] of places.entries())
    halves.set(record.halves.subarray(i * dim, (i + 1) * dim), row * dim);
  return { segment: record.segment, numbers: places.map((i) => record.first + i), halves };
}
