/** Selection of the k best of many scores, in one pass, and their number. */

/** A window, by score list and number in it. */
export type Ranked = {
  readonly list: number;
  readonly number: number;
  readonly score: number;
};

/** The `k` best scores, best first; ties by list, then by number, so that results are reproducible. NaN is never included. */
export function bestScores(lists: readonly Float32Array[], k: number): Ranked[] {
  let kept: Ranked[] = [];
  // A score below this cannot be among the k best seen so far.
  let floor = Number.NEGATIVE_INFINITY;
  lists.forEach((scores, list) => {
    for (let number = 0; number < scores.length; number++) {
      const score = scores[number];
      if (!(score > floor)) continue;
      kept.push({ list, number, score });
      if (kept.length < 4 * k + 1024) continue;
      kept = kept.sort(byScore).slice(0, k);
      floor = kept[kept.length - 1].score;
    }
  });
  return kept.sort(byScore).slice(0, k);
}

/** Number of windows with a score. */
export function windowsIn(lists: readonly Float32Array[]): number {
  let windows = 0;
  for (const scores of lists) for (const score of scores) if (!Number.isNaN(score)) windows++;
  return windows;
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || a.list - b.list || a.number - b.number;
}
