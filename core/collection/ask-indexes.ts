/** One question to many indexes: the hits that each would give alone, merged into one list. */
import type { Outline } from '../documents/search.ts';
import { embeddingIdentity } from '../encoder.ts';
import { InvalidInput } from '../errors.ts';
import { awaitedLater } from '../search/awaited-later.ts';
import type { IndexScan, ScannedIndex } from '../search/index-scan.ts';
import type { Scores } from '../search/open-index.ts';
import { type RankedWindow, rankHits } from '../search/rank.ts';
import { DotKernel } from '../search/scan/dot-kernel.ts';
import { areaScores } from '../search/within-area.ts';

/** Indexes that are read at the same time: the disk works while the processor scans. Each holds one piece of its file. */
const READ_AT_ONCE = 4;

/** An index that is asked, and the areas in its pixels that count; null for all of it. */
export type AskedIndex = { readonly scan: IndexScan; readonly areas: readonly Outline[] | null };

/** A hit and the position of its index in the given list. */
export type FoundWindow = RankedWindow & { readonly index: number };

export type Found = {
  /** Best first; ties by the order of the indexes. */
  readonly hits: readonly FoundWindow[];
  readonly windows: number;
};

type Options = {
  readonly limit: number;
  /** Most hits of one index. */
  readonly perIndex: number;
  /** Called with the scores of each index, in order. */
  readonly onScores: (index: number, scores: Scores) => void | Promise<void>;
  readonly signal: AbortSignal;
};

/**
 * At most `limit` hits for the unit vector `query`, the same as merging what each index answers alone. Holds the scores of a few indexes
 * at a time. Throws `InvalidInput` for indexes of different models.
 */
export async function askIndexes(
  indexes: readonly AskedIndex[],
  query: Float32Array,
  { limit, perIndex, onScores, signal }: Options,
): Promise<Found> {
  if (new Set(indexes.map(({ scan }) => embeddingIdentity(scan.key.model))).size > 1)
    throw new InvalidInput(
      'scores of different models cannot be compared: ask indexes of one model at a time',
    );
  const kernel = new DotKernel(query.length);
  const best = new BestOfMany(indexes, limit, Math.min(limit, perIndex));
  let windows = 0;
  for await (const [index, scanned] of scannedInOrder(indexes, query, kernel, signal)) {
    const { scan, areas } = indexes[index];
    const scores = areas === null ? scanned.scores : areaScores(scan.key.grid, scanned.scores, areas);
    windows += scanned.windows;
    await onScores(index, scores);
    best.add(index, scores);
  }
  return { hits: best.hits(), windows };
}

type Place = { readonly index: number; readonly score: number };

/** The best hits of indexes that come one after the other. Holds the scores of those that have one of them. */
class BestOfMany {
  readonly #indexes: readonly AskedIndex[];
  readonly #limit: number;
  readonly #perIndex: number;
  readonly #scores = new Map<number, Scores>();
  #places: readonly Place[] = [];

  constructor(indexes: readonly AskedIndex[], limit: number, perIndex: number) {
    this.#indexes = indexes;
    this.#limit = limit;
    this.#perIndex = perIndex;
  }

  add(index: number, scores: Scores): void {
    const isFull = this.#places.length === this.#limit;
    const floor = isFull ? this.#places[this.#limit - 1].score : Number.NEGATIVE_INFINITY;
    // Windows below the last hit cannot change the list, and most indexes have no others.
    const above = scores.map((list) => list.map((score) => (score > floor ? score : Number.NaN)));
    const own = this.#ranked(index, above).map(({ score }) => ({ index, score }));
    if (own.length === 0) return;
    this.#places = [...this.#places, ...own]
      .sort((a, b) => b.score - a.score || a.index - b.index)
      .slice(0, this.#limit);
    this.#scores.set(index, scores);
    const named = new Set(this.#places.map((place) => place.index));
    for (const held of this.#scores.keys()) if (!named.has(held)) this.#scores.delete(held);
  }

  /** Best first. Each index is ranked again, because windows below the last hit are among those that hits are merged with. */
  hits(): FoundWindow[] {
    const next = new Map(
      [...this.#scores].map(([index, scores]) => [index, this.#ranked(index, scores).values()]),
    );
    return this.#places.map(({ index }) => ({ ...next.get(index)!.next().value!, index }));
  }

  #ranked(index: number, scores: Scores): RankedWindow[] {
    return rankHits(this.#indexes[index].scan.key.grid, scores, this.#perIndex);
  }
}

async function* scannedInOrder(
  indexes: readonly AskedIndex[],
  query: Float32Array,
  kernel: DotKernel,
  signal: AbortSignal,
): AsyncGenerator<readonly [index: number, ScannedIndex]> {
  const started: Promise<ScannedIndex>[] = [];
  try {
    for (const index of indexes.keys()) {
      signal.throwIfAborted();
      for (const { scan } of indexes.slice(index + started.length, index + READ_AT_ONCE))
        started.push(awaitedLater(scan.scan(query, kernel, signal)));
      yield [index, await started[0]];
      started.shift();
    }
  } finally {
    // No file is left open behind an error.
    await Promise.allSettled(started);
  }
}
