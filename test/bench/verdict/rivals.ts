/** Statistics that were tried for the verdict, over the centred scores of sentences and bank. */

import type { Bank } from '../../../core/search/bank.ts';
import { Comparison } from '../../../core/search/comparison.ts';
import type { OpenIndex } from '../../../core/search/open-index.ts';
import { standingAmong } from '../../../core/search/standing.ts';

/** Centred cosines, [texts][windows], of windows with an embedding, and the segment of each window. */
type Centred = { readonly texts: readonly Float64Array[]; readonly segments: readonly number[] };

export const RIVALS = ['top 3 (ours)', 'maximum', 'top 5', 'per size', 'window-standardized top 5'] as const;

/** Standing of each of `queries` ([count, dim]) by each rival: [query][rival]. */
export function rivalStandings(index: OpenIndex, bank: Bank, queries: Float32Array): number[][] {
  const { sentences, bankTexts, deviations } = centre(index, bank, queries);
  const statistics = [
    (text: number, of: Centred) => meanOfTop(of.texts[text], 3),
    (text: number, of: Centred) => meanOfTop(of.texts[text], 1),
    (text: number, of: Centred) => meanOfTop(of.texts[text], 5),
  ];
  const perSize = (of: Centred) => sizeStandings(of, bankTexts);
  const [sentenceSizes, bankSizes] = [perSize(sentences), perSize(bankTexts)];
  const standardized = (of: Centred): Centred => ({
    ...of,
    texts: of.texts.map((scores) => scores.map((score, w) => score / deviations[w])),
  });
  const [sentencesStd, bankStd] = [standardized(sentences), standardized(bankTexts)];
  const ofBank = [
    ...statistics.map((statistic) => bankTexts.texts.map((_text, b) => statistic(b, bankTexts))),
    bankSizes,
    bankStd.texts.map((scores) => meanOfTop(scores, 5)),
  ];
  return sentences.texts.map((_, q) => {
    const comparison = new Comparison(bank, queries.subarray(q * bank.dim, (q + 1) * bank.dim));
    const reached = [
      ...statistics.map((statistic) => statistic(q, sentences)),
      sentenceSizes[q],
      meanOfTop(sentencesStd.texts[q], 5),
    ];
    return reached.map((value, rival) => {
      // The drift is a cosine; the last two are not.
      const standing =
        rival < statistics.length
          ? comparison.standing(value, index.windowsEmbedded, (b) => ofBank[rival][b])
          : standingAmong(
              value,
              index.windowsEmbedded,
              comparison.others.map((b) => ofBank[rival][b]),
            );
      return standing?.z ?? Number.NaN;
    });
  });
}

function centre(index: OpenIndex, bank: Bank, queries: Float32Array) {
  const count = queries.length / bank.dim;
  const sentences: number[][] = Array.from({ length: count }, () => []);
  const texts: number[][] = Array.from({ length: bank.count }, () => []);
  const deviations: number[] = [];
  const segments: number[] = [];
  for (let record = 0; record < index.recordsDone; record++) {
    const ofBank = index.recordScores(record, bank.vectors);
    const ofQueries = index.recordScores(record, queries);
    for (let w = 0; w < ofBank.count; w++) {
      if (Number.isNaN(ofBank.scores[w])) continue;
      const column = Array.from({ length: bank.count }, (_, b) => ofBank.scores[b * ofBank.count + w]);
      const mean = column.reduce((sum, value) => sum + value, 0) / bank.count;
      deviations.push(Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bank.count));
      segments.push(ofBank.segment);
      for (const [b, value] of column.entries()) texts[b].push(value - mean);
      for (let q = 0; q < count; q++) sentences[q].push(ofQueries.scores[q * ofBank.count + w] - mean);
    }
  }
  const typed = (rows: number[][]): Centred => ({
    texts: rows.map((row) => Float64Array.from(row)),
    segments,
  });
  return { sentences: typed(sentences), bankTexts: typed(texts), deviations };
}

/** Highest standing over the window sizes: maximum of each size, among the bank's maxima of that size. */
function sizeStandings(of: Centred, bank: Centred): number[] {
  const sizes = [...new Set(of.segments)];
  const maximum = (scores: Float64Array, size: number) =>
    scores.reduce((most, score, w) => (bank.segments[w] === size ? Math.max(most, score) : most), -Infinity);
  const nulls = sizes.map((size) => bank.texts.map((scores) => maximum(scores, size)));
  return of.texts.map((scores) =>
    Math.max(...sizes.map((size, s) => standingAmong(maximum(scores, size), null, nulls[s])?.z ?? -Infinity)),
  );
}

function meanOfTop(scores: Float64Array, count: number): number {
  const top = Float64Array.from(scores).sort().subarray(-count);
  return top.reduce((sum, score) => sum + score, 0) / top.length;
}
