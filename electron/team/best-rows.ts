/** The windows of whole indexes that PostgreSQL ranks best, with their embeddings. */
import { readHalfvec } from '../../core/team/halfvec.ts';
import { prepareScan, type Scan } from './prepare-scan.ts';
import type { Sql, TeamDatabase } from './sql.ts';

/** `score` is that of the rounded query. */
export type BestRow = {
  readonly scene_index: number;
  readonly segment: number;
  readonly number: number;
  readonly score: number;
  readonly v: Uint8Array;
};

export type RankedRows = {
  readonly model: number;
  readonly dim: number;
  /** The rounded query as text. */
  readonly query: string;
  readonly indexes: readonly number[];
  readonly count: number;
};

/** The `count` best of all the indexes together, best first. */
export function bestOfAll(tx: Sql, rows: RankedRows, { kind }: Scan): Promise<readonly BestRow[]> {
  // The approximate index is over embeddings of a fixed length.
  const v = kind === 'exact' ? 'v' : `(v::halfvec(${rows.dim}))`;
  return tx.query<BestRow>(
    `select scene_index, segment, number, -distance as score, halfvec_send(v) as v from (
       select scene_index, segment, number, v, ${v} <#> $1::halfvec as distance from longsight."window"
       where model = $2 and scene_index = any($3) order by ${v} <#> $1::halfvec limit $4) as best
     order by distance`,
    [rows.query, rows.model, rows.indexes, rows.count],
  );
}

/** The `count` best of each index, best first. */
export async function bestOfEach(db: TeamDatabase, rows: RankedRows): Promise<readonly BestRow[]> {
  return db.transaction(async (tx) => {
    await prepareScan(tx, { kind: 'exact' });
    return tx.query<BestRow>(
      `select asked.id as scene_index, best.segment, best.number, -best.distance as score, halfvec_send(best.v) as v
       from unnest($3::int[]) as asked (id) cross join lateral (
         select segment, number, v, v <#> $1::halfvec as distance from longsight."window"
         where model = $2 and scene_index = asked.id order by v <#> $1::halfvec limit $4) as best
       order by best.distance`,
      [rows.query, rows.model, rows.indexes, rows.count],
    );
  });
}

/** The embeddings of the rows, [rows, dim]. */
export function halvesOfRows(rows: readonly BestRow[], dim: number): Uint16Array {
  const halves = new Uint16Array(rows.length * dim);
  rows.forEach(({ v }, i) => {
    readHalfvec(v, halves.subarray(i * dim, (i + 1) * dim));
  });
  return halves;
}
