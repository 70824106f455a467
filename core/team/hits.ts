/** Hits of many indexes from candidates that a database preselected by rounded scores. */
import type { Outline } from '../documents/search.ts';
import type { Grid } from '../search/grid.ts';
import type { Scores } from '../search/open-index.ts';
import { type RankedWindow, rankHits } from '../search/rank.ts';
import { areaScores } from '../search/within-area.ts';

/** A window of the index at position `index`, with its exact score. */
export type Candidate = {
  readonly index: number;
  readonly segment: number;
  readonly number: number;
  readonly score: number;
};

export type CandidateIndex = { readonly grid: Grid; readonly areas: readonly Outline[] | null };

export type TeamFound = RankedWindow & { readonly index: number };

/**
 * At most `limit` hits, at most `perIndex` of one index, as `askIndexes` ranks them. `floor` is the highest score that a window which is
 * no candidate may have; `isSure` tells whether such a window could still change the list.
 */
export function hitsAmong(
  candidates: readonly Candidate[],
  indexes: readonly CandidateIndex[],
  { limit, perIndex, floor }: { readonly limit: number; readonly perIndex: number; readonly floor: number },
): { readonly list: readonly TeamFound[]; readonly isSure: boolean } {
  const list = [...scoresByIndex(candidates, indexes)]
    .flatMap(([index, scores]) =>
      rankHits(indexes[index].grid, scores, Math.min(limit, perIndex)).map((hit) => ({ ...hit, index })),
    )
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit);
  const isSure =
    floor === Number.NEGATIVE_INFINITY || (list.length === limit && list[limit - 1].score > floor);
  return { list, isSure };
}

function scoresByIndex(
  candidates: readonly Candidate[],
  indexes: readonly CandidateIndex[],
): ReadonlyMap<number, Scores> {
  const byIndex = new Map<number, Float32Array[]>();
  for (const { index, segment, number, score } of candidates) {
    let scores = byIndex.get(index);
    if (scores === undefined) {
      scores = indexes[index].grid.segments.map(({ columns, rows }) =>
        new Float32Array(columns * rows).fill(Number.NaN),
      );
      byIndex.set(index, scores);
    }
    scores[segment][number] = score;
  }
  return new Map(
    [...byIndex].map(([index, scores]) => {
      const { grid, areas } = indexes[index];
      return [index, areas === null ? scores : areaScores(grid, scores, areas)];
    }),
  );
}
