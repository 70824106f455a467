/** Report on a data set before a run: problems, caption lengths, split. */

import {
  type CaptionLengths,
  type DatasetReport,
  type PairId,
  type ReportSettings,
  type TextKind,
  USED_TEXTS,
} from '../../../core/documents/dataset.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Host } from '../../../core/host.ts';
import { type CaptionPair, captionsOf } from '../../../training/dataset/caption-pair.ts';
import { checkPairs } from '../../../training/dataset/check-pairs.ts';
import { countProblems } from '../../../training/dataset/problem-list.ts';
import { splitPairs } from '../../../training/dataset/split-pairs.ts';
import { tokenLengths } from '../../../training/dataset/token-lengths.ts';

const BIN_TOKENS = 10;
const PROBLEMS_SHOWN = 200;

/** `ids` are those of `pairs`, whose origins are distinct. */
export async function datasetReport(
  host: Pick<Host, 'storage'>,
  pairs: readonly CaptionPair[],
  ids: readonly PairId[],
  { texts, limit, share, seed }: ReportSettings,
  signal: AbortSignal,
): Promise<DatasetReport> {
  const kinds = USED_TEXTS[texts];
  const task = { signal, report: () => undefined };
  const problems = await checkPairs(host.storage, { pairs, malformed: [] }, { kinds, limit }, task);
  const idOf = new Map(pairs.map(({ origin }, i) => [origin, ids[i]!]));
  const lengths = (kind: TextKind): CaptionLengths =>
    tokenLengths(captionsOf(pairs, kind), limit, BIN_TOKENS);
  return {
    errors: countProblems(problems, 'error'),
    warnings: countProblems(problems, 'warning'),
    problems: problems.slice(0, PROBLEMS_SHOWN).map(({ kind, severity, origin, detail }) => ({
      ...{ kind, severity, detail },
      pair: idOf.get(origin) ?? null,
    })),
    long: lengths('long'),
    short: lengths('short'),
    split: splitOf(pairs, share, seed),
  };
}

function splitOf(pairs: readonly CaptionPair[], share: number, seed: number): DatasetReport['split'] {
  const groups = new Set(pairs.map(({ group, image }) => group ?? image)).size;
  try {
    const { train, validation } = splitPairs(pairs, share, seed);
    return { kind: 'split', train: train.length, validation: validation.length, groups };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}
