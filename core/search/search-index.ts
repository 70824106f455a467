/** Search in an index: hits, similarity map and score distribution. Needs neither model nor pixels. */
import type { Hit, Outline } from '../documents/search.ts';
import type { OpenIndex, Scores } from './open-index.ts';
import { rankHits } from './rank.ts';
import { type Histogram, histogramOf, percentileOf, sortedScores } from './score-distribution.ts';
import type { ShownCells } from './shown-cells.ts';
import { type SimilarityMap, similarityMap } from './similarity-map.ts';
import { cellsWithin, withinArea } from './within-area.ts';

const HISTOGRAM_BINS = 64;

export type Findings = {
  readonly scores: Scores;
  readonly hits: readonly Hit[];
  readonly map: SimilarityMap;
  readonly histogram: Histogram;
};

/** Results for the unit vector `query`, with at most `limit` hits; `cells` are those of the index's map. In an `area`, its windows alone count. */
export function searchIndex(
  index: OpenIndex,
  query: Float32Array,
  cells: ShownCells,
  limit: number,
  area: Outline | null = null,
): Findings {
  const everywhere = index.scores(query);
  const scores = area === null ? everywhere : withinArea(index.key.grid, everywhere, area);
  const sorted = sortedScores(scores);
  const covered = cells.masked(similarityMap(index.key.grid, scores));
  const map = area === null ? covered : cellsWithin(covered, index.key.grid, area);
  const hits = rankHits(index.key.grid, scores, limit).map(
    ({ window, score, merged }, i): Hit => ({
      rank: i + 1,
      window,
      score,
      percentile: percentileOf(sorted, score),
      merged: merged.map((each) => ({ window: each.window, score: each.score })),
    }),
  );
  return { scores, hits, map, histogram: histogramOf(sorted, HISTOGRAM_BINS) };
}
