/** The length task: recall against the number of tokens that texts are cut to (the papers' Fig. 3), and how long the texts are (Fig. 6). */
import type { CaptionKind } from '../documents/evaluation.ts';
import type { LengthReport } from '../documents/evaluation-report.ts';

const BIN_TOKENS = 10;
const MOST_BINS = 60;
const LENGTHS = [10, 20, 30, 40, 60, 77, 100, 130, 160, 200, 248];

/** Lengths to cut to: those that were asked for, else a ladder up to the model's limit. None is above the limit. */
export function lengthsFor(asked: readonly number[], limit: number): readonly number[] {
  const lengths = asked.length > 0 ? asked : [...LENGTHS, limit];
  return [...new Set(lengths.map((length) => Math.min(length, limit)))].toSorted((a, b) => a - b);
}

/** `counts` are numbers of tokens, start and end included. The last bin also counts all longer texts. */
export function tokenHistogram(
  texts: CaptionKind,
  counts: readonly number[],
  limit: number,
): LengthReport['tokens'][number] {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const bins = new Array<number>(Math.min(MOST_BINS, Math.floor(most / BIN_TOKENS) + 1)).fill(0);
  for (const count of counts) bins[Math.min(bins.length - 1, Math.floor(count / BIN_TOKENS))]++;
  return {
    texts,
    mean: counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length),
    most,
    aboveLimit: counts.filter((count) => count > limit).length,
    binTokens: BIN_TOKENS,
    bins,
  };
}
