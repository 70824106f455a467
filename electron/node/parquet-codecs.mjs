/** Decompression of Parquet files that others wrote. Plain JavaScript, like the threads. */
import * as zlib from 'node:zlib';
import { snappyUncompress } from 'hyparquet';

/** Of a page: writers make pages of a megabyte or a few, and a page states any size. */
const MOST_PAGE_BYTES = 256 << 20;
/** Three bytes of Snappy make 64 at most; its reader goes on beyond the end of what it has. */
const MOST_TIMES_SNAPPY = 22;

export const PARQUET_CODECS = {
  SNAPPY: limited((bytes, { maxOutputLength }) => {
    if (maxOutputLength > MOST_TIMES_SNAPPY * bytes.length)
      throw new Error(`a page states ${maxOutputLength} bytes, more than its ${bytes.length} can hold`);
    const page = new Uint8Array(maxOutputLength);
    snappyUncompress(bytes, page);
    return page;
  }),
  GZIP: limited(zlib.gunzipSync),
  BROTLI: limited(zlib.brotliDecompressSync),
  // Needs Node 22.15; the desktop application has it.
  ...(zlib.zstdDecompressSync === undefined ? {} : { ZSTD: limited(zlib.zstdDecompressSync) }),
};

/** Decompresses no more than the page states, and no page that states too much. */
function limited(inflate) {
  return (bytes, length) => {
    if (!(length >= 0 && length <= MOST_PAGE_BYTES))
      throw new Error(`a page states ${length} bytes; more than ${MOST_PAGE_BYTES} are not read`);
    return length === 0 ? new Uint8Array(0) : inflate(bytes, { maxOutputLength: length });
  };
}
