/** `longsight dataset split FILE|FOLDER --out FOLDER`: splits caption pairs into training and validation. */
import { randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { AppendFile } from '../../../core/host.ts';
import type { CaptionPair } from '../../../training/dataset/caption-pair.ts';
import { PairSplit } from '../../../training/dataset/split-pairs.ts';
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
import { sourceInPieces, sourceOptions, sourceUsage } from './dataset-source.ts';

const storage = new NodeStorage();
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
    if (out === null)
      throw new UsageError('--out is missing: give the folder for train.jsonl and validation.jsonl');
    const [share, seed] = [numberOption(invocation, 'share', 0.1), numberOption(invocation, 'seed', 1)];
    const split = new PairSplit();
    for await (const { pairs, malformed } of sourceInPieces(invocation)) {
      const [first] = malformed;
      if (first) throw new InvalidInput(`${first.origin}: ${first.reason} (see: longsight dataset check)`);
      for (const pair of pairs) split.count(pair);
    }
    const isHeld = split.decide(share, seed);
    const folder = resolve(out);
    await checkTargets(invocation, folder);
    const { train, validation } = await writeParts(invocation, folder, isHeld);
    invocation.console.result(
      { folder, train, validation },
      `${folder}: ${counted(train, 'training pair')}, ${counted(validation, 'validation pair')}`,
    );
  },
};

/** Reads the pairs again and writes each to its part. Both lists appear when they are complete. Returns their numbers of pairs. */
async function writeParts(
  invocation: Invocation,
  folder: string,
  isHeld: (pair: CaptionPair) => boolean,
): Promise<{ train: number; validation: number }> {
  const [train, validation] = [
    await PartWriter.open(folder, TRAIN),
    await PartWriter.open(folder, VALIDATION),
  ];
  try {
    for await (const { pairs } of sourceInPieces(invocation)) {
      await train.write(pairs.filter((pair) => !isHeld(pair)));
      await validation.write(pairs.filter(isHeld));
    }
    await train.finish();
    await validation.finish();
    return { train: train.count, validation: validation.count };
  } finally {
    await train.discard();
    await validation.discard();
  }
}

/** Writer of one list. It writes to a temporary file beside the list and renames it at the end. */
class PartWriter {
  readonly #folder: string;
  readonly #path: string;
  readonly #part: string;
  readonly #file: AppendFile;
  count = 0;

  private constructor(folder: string, path: string, part: string, file: AppendFile) {
    this.#folder = folder;
    this.#path = path;
    this.#part = part;
    this.#file = file;
  }

  static async open(folder: string, name: string): Promise<PartWriter> {
    const path = join(folder, name);
    const part = withEnding(path, `.${randomUUID()}.tmp`);
    return new PartWriter(folder, path, part, await storage.openAppend(part));
  }

  async write(pairs: readonly CaptionPair[]): Promise<void> {
    const lines = pairs.map((pair) => pairLine(pair, this.#folder)).join('');
    await this.#file.append(new TextEncoder().encode(lines));
    this.count += pairs.length;
  }

  async finish(): Promise<void> {
    await this.#file.close();
    await storage.rename(this.#part, this.#path);
  }

  /** Removes an unfinished list. */
  async discard(): Promise<void> {
    if (await storage.exists(this.#part)) {
      await this.#file.close();
      await storage.remove(this.#part);
    }
  }
}

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
