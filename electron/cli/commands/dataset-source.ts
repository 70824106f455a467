/** Reads the data set argument of the `longsight dataset` commands. */
import { resolve } from 'node:path';
import { OUR_FIELDS } from '../../../training/dataset/caption-pair.ts';
import { firstSentence } from '../../../training/dataset/first-sentence.ts';
import { type ReadPairs, readPairs } from '../../../training/dataset/read-pairs.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Invocation, listOption, onePositional, UsageError } from './command.ts';

export const sourceOptions = {
  field: { type: 'string', multiple: true },
  'first-sentence': { type: 'boolean' },
} as const;

/** Positions of the text tower of the long-text models. */
export const DEFAULT_LIMIT = 248;

export const sourceUsage = '[--field short=NAME]… [--first-sentence]';

/** With --first-sentence every short caption is the first sentence of the long one. Throws `UsageError`, or `InvalidInput` for a bad file. */
export async function readSource(invocation: Invocation): Promise<ReadPairs> {
  const names = { ...OUR_FIELDS };
  for (const given of listOption(invocation, 'field')) {
    const [ours, theirs] = given.split('=', 2);
    if (!isField(ours) || !theirs)
      throw new UsageError(`--field: expected ${Object.keys(OUR_FIELDS).join('|')}=NAME, got "${given}"`);
    names[ours] = theirs;
  }
  const path = resolve(onePositional(invocation, 'data set'));
  const read = await readPairs(new NodeStorage(), path, names);
  if (invocation.values['first-sentence'] !== true) return read;
  const pairs = read.pairs.map((pair) => ({ ...pair, short: pair.long && firstSentence(pair.long) }));
  return { ...read, pairs };
}

function isField(name: string | undefined): name is keyof typeof OUR_FIELDS {
  return name !== undefined && Object.hasOwn(OUR_FIELDS, name);
}
