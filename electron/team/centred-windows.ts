/**
 * The windows of a team store that fit a sentence best in comparison with the everyday sentences. A centred cosine is the window's product
 * with the query minus the bank's mean, so PostgreSQL preselects by that vector; the kernel of local indexes computes the values.
 */
import type { Bank } from '../../core/search/bank.ts';
import { DotKernel } from '../../core/search/scan/dot-kernel.ts';
import { TOP_WINDOWS } from '../../core/search/standing.ts';
import { addWindows, noTops } from '../../core/team/bank-tops.ts';
import { type BestRow, bestOfAll, bestOfEach, halvesOfRows } from './best-rows.ts';
import { prepareScan, type Scan } from './prepare-scan.ts';
import { type RoundedQuery, roundedQuery } from './rounded-query.ts';
import type { TeamDatabase } from './sql.ts';

export type CentredWindow = {
  readonly index: number;
  readonly centred: number;
  /** Mean cosine of the bank with the window. */
  readonly mean: number;
};

type Asked = { readonly db: TeamDatabase; readonly model: number; readonly bank: Bank };

const CANDIDATES = 16;
const GROWTH = 4;

export class CentredWindows {
  readonly #asked: Asked;
  readonly #query: Float32Array;
  readonly #rounded: RoundedQuery;
  readonly #kernel: DotKernel;

  /** `query` is a unit vector [dim]. */
  constructor(asked: Asked, query: Float32Array) {
    this.#asked = asked;
    this.#query = query;
    this.#rounded = roundedQuery(query.map((value, i) => value - asked.bank.mean[i]));
    this.#kernel = new DotKernel(query.length);
  }

  /** The `TOP_WINDOWS` best of all the indexes together, best first. */
  async ofAll(indexes: readonly number[], scan: Scan): Promise<readonly CentredWindow[]> {
    for (let count = CANDIDATES; ; count *= GROWTH) {
      const rows = await this.#asked.db.transaction(async (tx) => {
        await prepareScan(tx, scan);
        return bestOfAll(tx, this.#ranked(indexes, count), scan);
      });
      const best = this.#values(rows);
      if (scan.kind !== 'exact' || this.#isSure(rows, best, count)) return best.slice(0, TOP_WINDOWS);
    }
  }

  /** The `TOP_WINDOWS` best of each index, best first. */
  async ofEach(indexes: readonly number[]): Promise<ReadonlyMap<number, readonly CentredWindow[]>> {
    const found = new Map<number, readonly CentredWindow[]>();
    let open = indexes;
    for (let count = CANDIDATES; open.length > 0; count *= GROWTH) {
      const byIndex = groupedByIndex(await bestOfEach(this.#asked.db, this.#ranked(open, count)));
      for (const [index, rows] of byIndex) {
        const best = this.#values(rows);
        if (this.#isSure(rows, best, count)) found.set(index, best.slice(0, TOP_WINDOWS));
      }
      open = open.filter((index) => byIndex.has(index) && !found.has(index));
    }
    return found;
  }

  #ranked(indexes: readonly number[], count: number) {
    const { text: query } = this.#rounded;
    return { model: this.#asked.model, dim: this.#query.length, query, indexes, count };
  }

  /** No window that was not fetched can be among the best. */
  #isSure(rows: readonly BestRow[], best: readonly CentredWindow[], count: number): boolean {
    return (
      rows.length < count || best[TOP_WINDOWS - 1].centred > rows[rows.length - 1].score + this.#rounded.error
    );
  }

  #values(rows: readonly BestRow[]): readonly CentredWindow[] {
    const { bank } = this.#asked;
    const halves = halvesOfRows(rows, this.#query.length);
    const scores = new Float32Array(rows.length);
    this.#kernel.scan(halves, this.#query, scores, 0);
    const means = addWindows(noTops(bank), bank, halves, this.#kernel);
    return rows
      .map((row, i) => ({
        index: row.scene_index,
        centred: Math.fround(scores[i] - means[i]),
        mean: means[i],
        row,
      }))
      .toSorted(
        (a, b) => b.centred - a.centred || a.row.segment - b.row.segment || a.row.number - b.row.number,
      );
  }
}

function groupedByIndex(rows: readonly BestRow[]): ReadonlyMap<number, readonly BestRow[]> {
  const groups = new Map<number, BestRow[]>();
  for (const row of rows) {
    const group = groups.get(row.scene_index);
    if (group === undefined) groups.set(row.scene_index, [row]);
    else group.push(row);
  }
  return groups;
}
