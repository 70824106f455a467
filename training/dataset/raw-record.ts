/** Record of a list before it is taken for a caption pair. */
export type RawRecord = {
  /** Where it was read, for messages: `pairs.csv, line 3`. */
  readonly origin: string;
  /** The fields by name, or a text that says why there are none. */
  readonly value: unknown;
};
