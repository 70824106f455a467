/** Surveys the data of a run without keeping it: problems, numbers of pairs, lengths of the training texts. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { RunSpec } from '../../core/documents/run.ts';
import type { Task } from '../../core/task.ts';
import { encodeText } from '../../models/tokenizer/tokenize.ts';
import { PairCheck } from '../dataset/check-pairs.ts';
import { EvenSample } from '../dataset/even-sample.ts';
import type { DatasetProblem } from '../dataset/problem-list.ts';
import type { ReadPairs } from '../dataset/read-pairs.ts';
import { PairSplit } from '../dataset/split-pairs.ts';
import { sourceInPieces, usedKinds } from './run-data.ts';
import { type TextLengths, textLength } from './run-settings.ts';
import type { RunWeights } from './run-start.ts';
import type { TrainingRoom } from './training-room.ts';

export type DataSurvey = {
  readonly problems: readonly DatasetProblem[];
  /** Number of training pairs. */
  readonly pairs: number;
  readonly validationPairs: number;
  /** Lengths of the texts of the training pairs. */
  readonly lengths: TextLengths;
  /** A sample of all pictures. */
  readonly pictures: readonly string[];
};

const PICTURES_SAMPLED = 200;

/** Reads the lists once to check them, and again if a share of them is held out. Throws errors from reading and splitting. */
export async function surveyData(
  { storage, datasets }: TrainingRoom,
  spec: RunSpec,
  base: RunWeights,
  task: Task,
): Promise<DataSurvey> {
  const { validation } = spec;
  const pieces = (): AsyncIterable<ReadPairs> => sourceInPieces(storage, spec, spec.data, datasets);
  const check = new PairCheck(storage, { kinds: usedKinds(spec), limit: captionLimit(base) });
  const split = new PairSplit();
  const lengths = new Map<TextKind, number[]>(usedKinds(spec).map((kind) => [kind, []]));
  const sample = new EvenSample<string>(PICTURES_SAMPLED);
  for await (const piece of pieces()) {
    await check.add(piece, task);
    for (const pair of piece.pairs) {
      sample.add(pair.image);
      if (validation.kind === 'share') split.count(pair);
      for (const [kind, found] of lengths) found.push(textLength(pair, kind, base));
    }
  }
  const problems = await check.problems(task);
  if (validation.kind !== 'share') {
    const validationPairs =
      validation.kind === 'none'
        ? 0
        : await countPairs(sourceInPieces(storage, spec, validation.source, datasets));
    return { problems, pairs: check.pairs, validationPairs, lengths, pictures: sample.items };
  }
  const isHeld = split.decide(validation.share, spec.seed);
  let [read, kept] = [0, 0];
  for await (const piece of pieces())
    for (const pair of piece.pairs) {
      if (!isHeld(pair)) {
        for (const found of lengths.values()) found[kept] = found[read];
        kept++;
      }
      read++;
    }
  for (const found of lengths.values()) found.length = kept;
  return { problems, pairs: kept, validationPairs: read - kept, lengths, pictures: sample.items };
}

/** Tokens that a caption may have, with start and end of text: the context length minus the model's own prefix. */
function captionLimit({ config, conventions }: RunWeights): number {
  return config.contextLength - encodeText(conventions.promptPrefix).length;
}

async function countPairs(pieces: AsyncIterable<ReadPairs>): Promise<number> {
  let count = 0;
  for await (const { pairs } of pieces) count += pairs.length;
  return count;
}
