/** The windows of a team store that may be hits: PostgreSQL ranks them by rounded scores, the kernel of local indexes scores them. */
import type { Outline } from '../../core/documents/search.ts';
import { DotKernel } from '../../core/search/scan/dot-kernel.ts';
import { areaRanges } from '../../core/team/area-ranges.ts';
import type { Candidate } from '../../core/team/hits.ts';
import { type BestRow, bestOfAll, halvesOfRows } from './best-rows.ts';
import type { TeamIndex } from './index-rows.ts';
import { prepareScan, type Scan } from './prepare-scan.ts';
import { type RoundedQuery, roundedQuery } from './rounded-query.ts';
import type { Sql, TeamDatabase } from './sql.ts';

export type AskedTeamIndex = { readonly index: TeamIndex; readonly areas: readonly Outline[] | null };

export type Candidates = {
  readonly candidates: readonly Candidate[];
  /** No other window scores above this. -Infinity if there is none. */
  readonly floor: number;
};

export class CandidateScan {
  readonly #db: TeamDatabase;
  readonly #model: number;
  readonly #query: Float32Array;
  readonly #rounded: RoundedQuery;
  readonly #kernel: DotKernel;

  /** `query` is a unit vector [dim]. */
  constructor(db: TeamDatabase, model: number, query: Float32Array) {
    this.#db = db;
    this.#model = model;
    this.#query = query;
    this.#kernel = new DotKernel(query.length);
    this.#rounded = roundedQuery(query);
  }

  /** The `count` best windows of the indexes; `position` numbers them in the result. */
  async best(
    asked: readonly (AskedTeamIndex & { readonly position: number })[],
    count: number,
    scan: Scan,
  ): Promise<Candidates> {
    const position = new Map(asked.map((each) => [each.index.id, each.position]));
    const rows = await this.#db.transaction(async (tx) => {
      // HNSW returns no more rows than it looks at.
      await prepareScan(
        tx,
        scan.kind === 'hnsw' ? { ...scan, searchWidth: Math.max(scan.searchWidth, count) } : scan,
      );
      const indexes = asked.filter(({ areas }) => areas === null).map(({ index }) => index.id);
      const { text: query } = this.#rounded;
      const dim = this.#query.length;
      return indexes.length === asked.length
        ? bestOfAll(tx, { model: this.#model, dim, query, indexes, count }, scan)
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
      floor:
        rows.length < count ? Number.NEGATIVE_INFINITY : rows[rows.length - 1].score + this.#rounded.error,
    };
  }

  #bestWithin(tx: Sql, asked: readonly AskedTeamIndex[], count: number): Promise<readonly BestRow[]> {
    const ranges = asked.flatMap(({ index, areas }) =>
      areaRanges(index.key.grid, areas ?? []).map((range) => {
        const { columns } = index.key.grid.segments[range.segment];
        return [
          ...[index.id, range.segment, columns, range.firstColumn, range.lastColumn],
          ...[range.firstRow * columns, (range.lastRow + 1) * columns - 1],
        ];
      }),
    );
    return tx.query<BestRow>(
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
        this.#rounded.text,
        this.#model,
        ...[0, 1, 2, 3, 4, 5, 6].map((i) => ranges.map((range) => range[i])),
        count,
      ],
    );
  }

  #scores(rows: readonly BestRow[]): Float32Array {
    const scores = new Float32Array(rows.length);
    this.#kernel.scan(halvesOfRows(rows, this.#query.length), this.#query, scores, 0);
    return scores;
  }
}
