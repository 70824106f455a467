/** Caption lengths in tokens, as in the paper's Fig. 6. */
import type { CaptionLengths } from '../../core/documents/dataset.ts';
import { tokenCount } from '../../models/tokenizer/tokenize.ts';

export function tokenLengths(texts: readonly string[], limit: number, binTokens: number): CaptionLengths {
  const counts = texts.map(tokenCount);
  const longest = counts.reduce((most, count) => Math.max(most, count), 0);
  const histogram = Array.from({ length: Math.floor(longest / binTokens) + 1 }, () => 0);
  for (const count of counts) histogram[Math.floor(count / binTokens)]++;
  return {
    texts: counts.length,
    mean: counts.reduce((total, count) => total + count, 0) / Math.max(1, counts.length),
    longest,
    overLimit: counts.filter((count) => count > limit).length,
    binTokens,
    histogram,
  };
}
