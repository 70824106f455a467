/** Caption pair: one record of a data set, a picture with a long and a short caption. */
import type { PairFields } from '../../core/documents/run.ts';

export type CaptionPair = {
  /** Path of the picture's file. */
  readonly image: string;
  /** Null where the record has no such text. */
  readonly long: string | null;
  readonly short: string | null;
  /** Scene, or another group that a split must keep together. */
  readonly group: string | null;
  readonly class: string | null;
  /** Where the record was read, for messages: `pairs.csv, line 3`. */
  readonly origin: string;
};

/** Our own field names. */
export const OUR_FIELDS: PairFields = {
  image: 'image',
  long: 'long',
  short: 'short',
  group: 'group',
  class: 'class',
};
