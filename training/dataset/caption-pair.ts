/** One record of a data set: a picture with its long and its short text. */
import type { PairFields } from '../../core/documents/run.ts';

export type CaptionPair = {
  /** Path of the picture's file. */
  readonly image: string;
  /** Null where the record has no such text. */
  readonly long: string | null;
  readonly short: string | null;
  /** Scene, or whatever else must not be cut apart by a split. */
  readonly group: string | null;
  readonly class: string | null;
  /** Where it was read, for messages: `pairs.csv, line 3`. */
  readonly origin: string;
};

/** Names of the fields in a file that uses ours. */
export const OUR_FIELDS: PairFields = {
  image: 'image',
  long: 'long',
  short: 'short',
  group: 'group',
  class: 'class',
};
