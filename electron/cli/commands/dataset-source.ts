/** Reads the data set argument of the `longsight dataset` commands. */
import { resolve } from 'node:path';
import type { PairFields } from '../../../core/documents/run.ts';
import { type CaptionPair, OUR_FIELDS } from '../../../training/dataset/caption-pair.ts';
import { firstSentence } from '../../../training/dataset/first-sentence.ts';
import { type MalformedRecord, pairsInPieces, type ReadPairs } from '../../../training/dataset/read-pairs.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Invocation, listOption, onePositional, UsageError } from './command.ts';

export const sourceOptions = {
  field: { type: 'string', multiple: true },
  'first-sentence': { type: 'boolean' },
} as const;

/** Positions of the text tower of the long-text models. */
export const DEFAULT_LIMIT = 248;

export const sourceUsage = '[--field short=NAME]… [--first-sentence]';

/** The pairs piece by piece, so that a list of any length takes little memory. Throws as `readSource` does. */
export async function* sourceInPieces(invocation: Invocation): AsyncGenerator<ReadPairs> {
  const names = fieldNames(invocation);
  const path = resolve(onePositional(invocation, 'data set'));
  const asShort = invocation.values['first-sentence'] === true;
  for await (const piece of pairsInPieces(new NodeStorage(), path, names)) {
    invocation.signal.throwIfAborted();
    yield asShort
      ? {
          ...piece,
          pairs: piece.pairs.map((pair) => ({ ...pair, short: pair.long && firstSentence(pair.long) })),
        }
      : piece;
  }
}

/** With --first-sentence every short caption is the first sentence of the long one. Throws `UsageError`, or `InvalidInput` for a bad file. */
export async function readSource(invocation: Invocation): Promise<ReadPairs> {
  const pairs: CaptionPair[] = [];
  const malformed: MalformedRecord[] = [];
  for await (const piece of sourceInPieces(invocation)) {
    for (const pair of piece.pairs) pairs.push(pair);
    for (const record of piece.malformed) malformed.push(record);
  }
  return { pairs, malformed };
}

function fieldNames(invocation: Invocation): PairFields {
  const names = { ...OUR_FIELDS };
  for (const given of listOption(invocation, 'field')) {
    const [ours, theirs] = given.split('=', 2);
    if (!isField(ours) || !theirs)
      throw new UsageError(`--field: expected ${Object.keys(OUR_FIELDS).join('|')}=NAME, got "${given}"`);
    names[ours] = theirs;
  }
  return names;
}

function isField(name: string | undefined): name is keyof typeof OUR_FIELDS {
  return name !== undefined && Object.hasOwn(OUR_FIELDS, name);
}
