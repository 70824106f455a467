/** `longsight dataset split FILE|FOLDER --out FOLDER`: splits caption pairs into training and validation. */
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { CaptionPair } from '../../../training/dataset/caption-pair.ts';
import { splitPairs } from '../../../training/dataset/split-pairs.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { checkWritable } from '../../node/writable-target.ts';
import { counted } from '../print/counted.ts';
import { pairLine } from '../print/pair-line.ts';
import {
  type Command,
  type Invocation,
  numberOption,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { readSource, sourceOptions, sourceUsage } from './dataset-source.ts';

const TRAIN = 'train.jsonl';
const VALIDATION = 'validation.jsonl';

export const datasetSplitCommand: Command = {
  name: 'dataset split',
  usage: `dataset split PAIRS.json|.jsonl|.csv|FOLDER --out FOLDER [--share 0.1] [--seed N] [--overwrite] ${sourceUsage}`,
  summary: 'split pairs into train.jsonl and validation.jsonl, which share no scene and no picture',
  options: {
    ...sourceOptions,
    out: { type: 'string' },
    share: { type: 'string' },
    seed: { type: 'string' },
    overwrite: { type: 'boolean' },
  },
  run: async (invocation) => {
    const out = textOption(invocation, 'out');
    if (out === null) throw new UsageError('--out is missing');
    const { pairs, malformed } = await readSource(invocation);
    if (malformed.length > 0)
      throw new InvalidInput(`${malformed[0].origin}: ${malformed[0].reason} (see: longsight dataset check)`);
    const split = splitPairs(
      pairs,
      numberOption(invocation, 'share', 0.1),
      numberOption(invocation, 'seed', 1),
    );
    const folder = resolve(out);
    await checkTargets(invocation, folder);
    const write = (name: string, part: readonly CaptionPair[]) =>
      new NodeStorage().writeFile(
        join(folder, name),
        new TextEncoder().encode(part.map((pair) => pairLine(pair, folder)).join('')),
      );
    await write(TRAIN, split.train);
    await write(VALIDATION, split.validation);
    const [train, validation] = [split.train.length, split.validation.length];
    invocation.console.result(
      { folder, train, validation },
      `${folder}: ${counted(train, 'training pair')}, ${counted(validation, 'validation pair')}`,
    );
  },
};

/** Refuses to replace the data set itself, and other existing files unless --overwrite is given. */
async function checkTargets(invocation: Invocation, folder: string): Promise<void> {
  const source = await realpath(resolve(onePositional(invocation, 'data set')));
  for (const target of [TRAIN, VALIDATION].map((name) => join(folder, name))) {
    await checkWritable(target);
    const there = await realpath(target).catch(() => null);
    if (there === source)
      throw new InvalidInput(
        `${target}: is the data set itself, which must not be replaced: choose another --out folder`,
      );
    if (there !== null && invocation.values.overwrite !== true)
      throw new InvalidInput(`${target}: already exists: choose another --out folder, or add --overwrite`);
  }
}
