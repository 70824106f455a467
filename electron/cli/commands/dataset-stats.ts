/** `longsight dataset stats FILE|FOLDER`: shows how long the captions are. */

import type { CaptionLengths } from '../../../core/documents/dataset.ts';
import { LengthCounter } from '../../../training/dataset/token-lengths.ts';
import { type Command, numberOption } from './command.ts';
import { DEFAULT_LIMIT, sourceInPieces, sourceOptions, sourceUsage } from './dataset-source.ts';

const BIN_TOKENS = 10;
const BAR = 50;

export const datasetStatsCommand: Command = {
  name: 'dataset stats',
  usage: `dataset stats PAIRS.json|.jsonl|.csv|FOLDER [--limit TOKENS] ${sourceUsage}`,
  summary: 'show histograms of caption lengths in tokens (with start and end)',
  options: { ...sourceOptions, limit: { type: 'string' } },
  run: async (invocation) => {
    const limit = numberOption(invocation, 'limit', DEFAULT_LIMIT);
    const [long, short] = [new LengthCounter(limit, BIN_TOKENS), new LengthCounter(limit, BIN_TOKENS)];
    let count = 0;
    for await (const { pairs } of sourceInPieces(invocation)) {
      for (const pair of pairs) {
        if (pair.long !== null) long.add(pair.long);
        if (pair.short !== null) short.add(pair.short);
      }
      count += pairs.length;
      invocation.console.progress(`counting tokens: ${count} pairs`);
    }
    const value = { pairs: count, long: long.lengths(), short: short.lengths() };
    invocation.console.result(value, `${chart('long', value.long)}\n${chart('short', value.short)}`);
  },
};

function chart(
  kind: string,
  { texts, mean, longest, overLimit, binTokens, histogram }: CaptionLengths,
): string {
  const most = histogram.reduce((largest, count) => Math.max(largest, count), 1);
  const rows = histogram.map(
    (count, i) =>
      `${String(i * binTokens).padStart(5)}  ${'#'.repeat(Math.ceil((BAR * count) / most))} ${count}`,
  );
  const head = `${kind}: ${texts} texts, mean ${mean.toFixed(2)}, longest ${longest}, over the limit ${overLimit}`;
  return texts === 0 ? head : [head, ...rows].join('\n');
}
