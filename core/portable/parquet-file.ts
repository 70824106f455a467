/** A Parquet file as the reader of embeddings sees it. */
import type { SchemaTree } from 'hyparquet';

export type ParquetHead = {
  readonly rows: number;
  readonly keyValues: readonly { readonly key: string; readonly value?: string }[];
  readonly schema: SchemaTree;
};

/** Methods throw for a file that is damaged, or that takes too long or too much memory. */
export type ParquetFile = {
  readonly head: () => Promise<ParquetHead>;
  /** Rows [start, end), with these columns. */
  readonly rows: (
    start: number,
    end: number,
    columns: readonly string[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** What is being read is given up. */
  readonly close: () => Promise<void>;
};
