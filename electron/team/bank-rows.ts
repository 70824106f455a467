/** The everyday sentences' highest scores in each index, which verdicts need. */
import type { Bank } from '../../core/search/bank.ts';
import { addTops, type BankTops, topsBytes, topsOf } from '../../core/team/bank-tops.ts';
import type { Sql } from './sql.ts';

type Row = { readonly scene_index: number; readonly records: number; readonly tops: Uint8Array };

/** Adds what `records` more records of the index reach. The transaction must hold the lock of the index's row, as `countBlock` does. */
export async function addBankTops(
  tx: Sql,
  index: number,
  bank: Bank,
  records: number,
  more: BankTops,
): Promise<void> {
  const [known] = await tx.query<Row>(
    'select scene_index, records, tops from longsight.bank_top where scene_index = $1 and bank = $2',
    [index, bank.id],
  );
  const tops = more.slice();
  const before = known === undefined ? null : topsOf(known.tops, bank);
  if (before !== null) addTops(tops, before);
  await putBankTops(tx, index, bank, (known === undefined ? 0 : known.records) + records, tops);
}

/** Sets what all `records` of the index reach. */
export async function putBankTops(
  tx: Sql,
  index: number,
  bank: Bank,
  records: number,
  tops: BankTops,
): Promise<void> {
  await tx.query(
    `insert into longsight.bank_top (scene_index, bank, records, tops) values ($1, $2, $3, $4)
     on conflict (scene_index, bank) do update set records = excluded.records, tops = excluded.tops`,
    [index, bank.id, records, Buffer.from(topsBytes(tops))],
  );
}

/** By the number of the index; those of which the bank was not asked completely are left out. */
export async function readBankTops(
  db: Sql,
  indexes: readonly number[],
  bank: Bank,
): Promise<ReadonlyMap<number, BankTops>> {
  const rows = await db.query<Row>(
    `select t.scene_index, t.records, t.tops from longsight.bank_top t join longsight.scene_index i on i.id = t.scene_index
     where t.scene_index = any($1) and t.bank = $2 and t.records = i.records`,
    [indexes, bank.id],
  );
  return new Map(
    rows.flatMap((row) => {
      const tops = topsOf(row.tops, bank);
      return tops === null ? [] : [[row.scene_index, tops] as const];
    }),
  );
}
