/** Decompression of Parquet files that others wrote; Snappy is part of the reader. */
import * as zlib from 'node:zlib';
import type { ParquetCodecs } from '../../core/portable/read-embeddings.ts';

/** Zstandard needs Node 22.15; the desktop application has it. */
const zstd: ((bytes: Uint8Array) => Uint8Array) | undefined = (
  zlib as { zstdDecompressSync?: typeof zlib.inflateSync }
).zstdDecompressSync;

export const PARQUET_CODECS: ParquetCodecs = {
  GZIP: (bytes) => zlib.gunzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
  ...(zstd === undefined ? {} : { ZSTD: (bytes: Uint8Array) => zstd(bytes) }),
};
