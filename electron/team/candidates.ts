/** The windows of a team store that may be hits: PostgreSQL ranks them by rounded scores, the kernel of local indexes scores them. */
import { fromHalves, toHalves } from '../../core/bytes/float16.ts';
import type { Outline } from '../../core/documents/search.ts';
import { DotKernel } from '../../core/search/scan/dot-kernel.ts';
import { areaRanges } from '../../core/team/area-ranges.ts';
import { readHalfvec } from '../../core/team/halfvec.ts';
import type { Candidate } from '../../core/team/hits.ts';
import type { TeamIndex } from './index-rows.ts';
import type { Sql, TeamDatabase } from './sql.ts';
import { prepareScan } from './tune.ts';

export type AskedTeamIndex = { readonly index: TeamIndex; readonly areas: readonly Outline[] | null };

/** How to rank: all windows, or by the approximate index of the store with this width of its search. */
export type Scan = { readonly kind: 'exact' } | { readonly kind: 'hnsw'; readonly searchWidth: number };

export type Candidates = {
  readonly candidates: readonly Candidate[];
  /** No other window scores above this. -Infinity if there is none. */
  readonly floor: number;
};

type Row = {
  readonly scene_index: number;
  readonly segment: number;
  readonly number: number;
  readonly score: number;
  readonly v: Uint8Array;
};

/** Sums of products of some hundred numbers in float32, and embeddings that are not quite of length 1. */
const SUM_ERROR = 1e-5;
const LONGEST = 1.001;

export class CandidateScan {
  readonly #db: TeamDatabase;
  readonly #model: number;
  readonly #query: Float32Array;
  readonly #rounded: string;
  readonly #error: number;
  readonly #kernel: DotKernel;

  /** `query` is a unit vector [dim]. */
  constructor(db: TeamDatabase, model: number, query: Float32Array) {
    this.#db = db;
    this.#model = model;
    this.#query = query;
    this.#kernel = new DotKernel(query.length);
    const halves = new Uint16Array(query.length);
    toHalves(query, halves);
    const rounded = fromHalves(halves);
    this.#rounded = `[${rounded.join(',')}]`;
    this.#error = LONGEST * Math.hypot(...query.map((value, i) => value - rounded[i])) + SUM_ERROR;
  }

  /** The `count` best windows of the indexes; `position` numbers them in the result. */
  async best(
    asked: readonly (AskedTeamIndex & { readonly position: number })[],
    count: number,
    scan: Scan,
  ): Promise<Candidates> {
    const position = new Map(asked.map((each) => [each.index.id, each.position]));
    const rows = await this.#db.transaction(async (tx) => {
      await prepareScan(tx, scan.kind === 'exact' ? null : Math.max(scan.searchWidth, count));
      const whole = asked.filter(({ areas }) => areas === null).map(({ index }) => index.id);
      return whole.length === asked.length
        ? this.#bestOf(tx, whole, count, scan)
        : this.#bestWithin(tx, asked, count);
    });
    const scores = this.#scores(rows);
    return {
      candidates: rows.map((row, i) => ({
        index: position.get(row.scene_index) ?? -1,
        segment: row.segment,
        number: row.number,
        score: scores[i],
      })),
      floor: rows.length < count ? Number.NEGATIVE_INFINITY : rows[rows.length - 1].score + this.#error,
    };
  }

  #bestOf(tx: Sql, indexes: readonly number[], count: number, { kind }: Scan): Promise<readonly Row[]> {
    // The approximate index is over embeddings of a fixed length.
    const v = kind === 'hnsw' ? `(v::halfvec(${this.#query.length}))` : 'v';
    return tx.query<Row>(
      `select scene_index, segment, number, -distance as score, halfvec_send(v) as v from (
         select scene_index, segment, number, v, ${v} <#> $1::halfvec as distance from longsight."window"
         where model = $2 and scene_index = any($3) order by ${v} <#> $1::halfvec limit $4) as best
       order by distance`,
      [this.#rounded, this.#model, indexes, count],
    );
  }

  #bestWithin(tx: Sql, asked: readonly AskedTeamIndex[], count: number): Promise<readonly Row[]> {
    const ranges = asked.flatMap(({ index, areas }) =>
      areaRanges(index.key.grid, areas ?? []).map((range) => {
        const { columns } = index.key.grid.segments[range.segment];
        return [
          ...[index.id, range.segment, columns, range.firstColumn, range.lastColumn],
          ...[range.firstRow * columns, (range.lastRow + 1) * columns - 1],
        ];
      }),
    );
    return tx.query<Row>(
      `select scene_index, segment, number, -distance as score, halfvec_send(v) as v from (
         select distinct on (distance, scene_index, segment, number) * from (
           select w.scene_index, w.segment, w.number, w.v, w.v <#> $1::halfvec as distance
           from unnest($3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[])
             as area (scene_index, segment, columns, first_column, last_column, first, last)
           join longsight."window" w on w.scene_index = area.scene_index and w.segment = area.segment
             and w.number between area.first and area.last
             and w.number % area.columns between area.first_column and area.last_column
           where w.model = $2) as within
         order by distance, scene_index, segment, number limit $10) as best
       order by distance`,
      [
        this.#rounded,
        this.#model,
        ...[0, 1, 2, 3, 4, 5, 6].map((i) => ranges.map((range) => range[i])),
        count,
      ],
    );
  }

  #scores(rows: readonly Row[]): Float32Array {
    const dim = this.#query.length;
    const halves = new Uint16Array(rows.length * dim);
    rows.forEach(({ v }, i) => {
      readHalfvec(v, halves.subarray(i * dim, (i + 1) * dim));
    });
    const scores = new Float32Array(rows.length);
    this.#kernel.scan(halves, this.#query, scores, 0);
    return scores;
  }
}
