/** `longsight dataset stats FILE|FOLDER`: shows how long the captions are. */

import type { CaptionLengths, TextKind } from '../../../core/documents/dataset.ts';
import { captionsOf } from '../../../training/dataset/caption-pair.ts';
import { tokenLengths } from '../../../training/dataset/token-lengths.ts';
import { type Command, numberOption } from './command.ts';
import { DEFAULT_LIMIT, readSource, sourceOptions, sourceUsage } from './dataset-source.ts';

const BIN_TOKENS = 10;
const BAR = 50;

export const datasetStatsCommand: Command = {
  name: 'dataset stats',
  usage: `dataset stats PAIRS.json|.jsonl|.csv|FOLDER [--limit TOKENS] ${sourceUsage}`,
  summary: 'show histograms of caption lengths in tokens (with start and end)',
  options: { ...sourceOptions, limit: { type: 'string' } },
  run: async (invocation) => {
    const { pairs } = await readSource(invocation);
    const limit = numberOption(invocation, 'limit', DEFAULT_LIMIT);
    const lengths = (kind: TextKind) => tokenLengths(captionsOf(pairs, kind), limit, BIN_TOKENS);
    const value = { pairs: pairs.length, long: lengths('long'), short: lengths('short') };
    invocation.console.result(value, `${chart('long', value.long)}\n${chart('short', value.short)}`);
  },
};

function chart(
  kind: string,
  { texts, mean, longest, overLimit, binTokens, histogram }: CaptionLengths,
): string {
  const most = Math.max(1, ...histogram);
  const rows = histogram.map(
    (count, i) =>
      `${String(i * binTokens).padStart(5)}  ${'#'.repeat(Math.ceil((BAR * count) / most))} ${count}`,
  );
  const head = `${kind}: ${texts} texts, mean ${mean.toFixed(2)}, longest ${longest}, over the limit ${overLimit}`;
  return texts === 0 ? head : [head, ...rows].join('\n');
}
