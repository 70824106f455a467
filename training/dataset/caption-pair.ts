/** Caption pair: one record of a data set, a picture with a long and a short caption. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { PairFields } from '../../core/documents/run.ts';

export type CaptionPair = {
  /** Path of the picture's file. */
  readonly image: string;
  /** Folder that must contain the picture after links are resolved, because the list may not reach further; null for any. */
  readonly within: string | null;
  /** Null if the record has no such text. */
  readonly long: string | null;
  readonly short: string | null;
  /** Scene, or another group that a split must keep together. */
  readonly group: string | null;
  readonly class: string | null;
  /** Where the record was read, for messages: `pairs.csv, line 3`. */
  readonly origin: string;
};

/** The captions of one kind that `pairs` have, in their order. */
export function captionsOf(pairs: readonly CaptionPair[], kind: TextKind): string[] {
  return pairs.flatMap((pair) => (pair[kind] === null ? [] : [pair[kind]]));
}

/** Our own field names. */
export const OUR_FIELDS: PairFields = {
  image: 'image',
  long: 'long',
  short: 'short',
  group: 'group',
  class: 'class',
};
