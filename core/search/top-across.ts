/** Best hits of a query over several scenes. */
import { embeddingIdentity } from '../encoder.ts';
import { InvalidInput } from '../errors.ts';
import { bestScores } from './best-scores.ts';
import type { OpenIndex, Scores } from './open-index.ts';
import { mergeNearDuplicates, type RankedWindow } from './rank.ts';

export type SceneHit = RankedWindow & {
  /** Position of the hit's index in the given list. */
  readonly index: number;
};

/** At most `k` hits, best first, with near-duplicates merged within each scene. Throws `InvalidInput` if the indexes are of different models. */
export function topAcross(indexes: readonly OpenIndex[], query: Float32Array, k: number): SceneHit[] {
  const models = new Set(indexes.map((index) => embeddingIdentity(index.key.model)));
  if (models.size > 1)
    throw new InvalidInput(
      'scores of different models cannot be compared: query indexes of one model at a time',
    );
  const scores = indexes.map((index) => index.scores(query));
  const windows = scores.reduce((sum, lists) => sum + lists.reduce((s, list) => s + list.length, 0), 0);
  for (let candidates = k * 16; ; candidates *= 4) {
    const hits = bestHits(indexes, scores, Math.min(candidates, windows), k);
    if (hits.length === k || candidates >= windows) return hits;
  }
}

function bestHits(
  indexes: readonly OpenIndex[],
  scores: readonly Scores[],
  candidates: number,
  k: number,
): SceneHit[] {
  const lists = scores.flatMap((segments, index) =>
    segments.map((list, segment) => ({ index, segment, list })),
  );
  const ranked = bestScores(
    lists.map(({ list }) => list),
    candidates,
  ).map(({ list, number, score }) => ({
    ...lists[list],
    number,
    score,
  }));
  return indexes
    .flatMap(({ key }, index) => {
      const own = ranked
        .filter((window) => window.index === index)
        .map(({ segment, number, score }) => ({ list: segment, number, score }));
      return mergeNearDuplicates(key.grid, own, k).map((hit): SceneHit => ({ ...hit, index }));
    })
    .sort((a, b) => b.score - a.score || a.index - b.index || a.segment - b.segment || a.number - b.number)
    .slice(0, k);
}
