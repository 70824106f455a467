/** What the decoders of blocks that are written here have in common: they can pause. */

/** Blocks may be as large as 256 MB. */
export type BlockDecoder = {
  readonly out: Uint8Array;
  /** Decodes the next piece; true when `out` is complete. Throws `InvalidInput` for a damaged stream. */
  advance(): boolean;
};
