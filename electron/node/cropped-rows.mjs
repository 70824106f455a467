/** Parts of rows out of a file, for the thread that decodes blocks. Plain JavaScript, like that thread. */
import { readSync } from 'node:fs';

/** Read at once, with what lies between the parts: it stays in the processor's cache. */
const CHUNK_BYTES = 256 << 10;
/** Of what is read must be wanted; otherwise each part is read by itself. */
const LEAST_SHARE = 1 / 32;

let chunk = null;

/** The parts that a `CroppedRows` of core/host.ts names, one after the other, in `spare` if that has the right size. */
export function croppedRows({ descriptor, at, rowBytes, strideBytes, rows }, spare) {
  const size = rows * rowBytes;
  const out = new Uint8Array(spare?.byteLength === size ? spare : Buffer.allocUnsafeSlow(size).buffer);
  const perChunk = rowBytes < strideBytes * LEAST_SHARE ? 1 : Math.floor(CHUNK_BYTES / strideBytes);
  if (perChunk < 2) {
    for (let row = 0; row < rows; row++)
      fill(descriptor, out.subarray(row * rowBytes, (row + 1) * rowBytes), at + row * strideBytes);
    return out;
  }
  chunk ??= new Uint8Array(CHUNK_BYTES);
  for (let first = 0; first < rows; first += perChunk) {
    const count = Math.min(perChunk, rows - first);
    fill(descriptor, chunk.subarray(0, (count - 1) * strideBytes + rowBytes), at + first * strideBytes);
    for (let row = 0; row < count; row++)
      out.set(chunk.subarray(row * strideBytes, row * strideBytes + rowBytes), (first + row) * rowBytes);
  }
  return out;
}

function fill(descriptor, bytes, at) {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, at + done);
    if (count === 0) throw new Error(`the file ends at byte ${at + done}`);
    done += count;
  }
}
