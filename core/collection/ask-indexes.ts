/** One question to many indexes: the hits that each would give alone, merged into one list. */
import type { Outline } from '../documents/search.ts';
import { embeddingIdentity } from '../encoder.ts';
import { InvalidInput } from '../errors.ts';
import { greatest } from '../extremes.ts';
import type { IndexScan } from '../search/index-scan.ts';
import type { Scores } from '../search/open-index.ts';
import { type RankedWindow, rankHits } from '../search/rank.ts';
import { DotKernel } from '../search/scan/dot-kernel.ts';
import { areaScores } from '../search/within-area.ts';

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
 * At most `limit` hits for the unit vector `query`, the same as merging what each index answers alone. Holds the scores of one index at a
 * time. Throws `InvalidInput` for indexes of different models.
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
  let hits: FoundWindow[] = [];
  let windows = 0;
  for (const [index, { scan, areas }] of indexes.entries()) {
    signal.throwIfAborted();
    const scanned = await scan.scan(query, kernel, signal);
    const scores = areas === null ? scanned.scores : areaScores(scan.key.grid, scanned.scores, areas);
    windows += scanned.windows;
    await onScores(index, scores);
    // Windows below the last hit cannot change the list, nor can an index that has no others.
    const floor = hits.length < limit ? Number.NEGATIVE_INFINITY : hits[hits.length - 1].score;
    if (!(bestOf(scores) > floor)) continue;
    const ranked = rankHits(scan.key.grid, scores, Math.min(limit, perIndex), floor);
    const own = ranked.map((hit) => ({ ...hit, index }));
    hits = [...hits, ...own].sort((a, b) => b.score - a.score || a.index - b.index).slice(0, limit);
  }
  return { hits, windows };
}

/** -Infinity if there is no score. */
function bestOf(scores: Scores): number {
  return greatest(
    scores.map((list) =>
      list.reduce((most, score) => (score > most ? score : most), Number.NEGATIVE_INFINITY),
    ),
  );
}
