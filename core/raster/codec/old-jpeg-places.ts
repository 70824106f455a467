/** Places of the parts of old-style JPEG in a file. */
import type { Chroma } from './ycbcr.ts';

export type Span = { readonly at: number; readonly bytes: number };

/** Places in the file; empty where the file names none. */
export type OldJpeg = {
  /** The strips, which hold one stream together; null for tiles. */
  readonly strips: readonly Span[] | null;
  readonly rowsPerStrip: number;
  /** A stream with headers. */
  readonly stream: Span | null;
  /** Offsets of bare tables, one for each component. */
  readonly quantization: readonly number[];
  readonly dc: readonly number[];
  readonly ac: readonly number[];
  readonly restartInterval: number;
  readonly chroma: Chroma;
};
