/**
 * Decodes raster blocks; the parent kills this thread after a time limit, because some decoders may hang on damaged bytes.
 * Plain JavaScript, so that it runs from source as well as bundled.
 * `workerData`: { kernel, begun, isAlone }: the bytes of the module that block-kernel.mjs needs, shared memory for the id of the request that is
 * being answered, and whether this thread is alone on a core.
 * Requests: lists of messages of block-message.mjs, each for { id, block: GuardedBlock | JpegBlock | BlockRow | CroppedRows, spare: ArrayBuffer | null }.
 * `spare` is memory of the size of the result. Answers, in the order of the requests: lists of id and result in turn, which is an
 * ArrayBuffer or Uint8Array, for a JPEG block or a row also null; or { id, error }; { id: 0, … } when it is ready.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import zlib from 'node:zlib';
import * as Lerc from 'lerc';
import { ZSTDDecoder } from 'zstddec';
import { BlockKernel } from './block-kernel.mjs';
import { blockRequest } from './block-message.mjs';
import { croppedRows } from './cropped-rows.mjs';

/** Smaller results may lie in a buffer that Node shares among several. */
const SHARED_BYTES = 64 << 10;
/** Larger blocks would have to be copied into the kernel's memory, and that would be large for long. */
const KERNEL_BYTES = 64 << 20;
/**
 * Each message costs both threads time, and wakes the parent: answers of so many milliseconds are posted together. On one core the parent
 * cannot use them earlier, and their blocks are still in the processor's cache when they are copied.
 */
const TOGETHER_MS = 1;

const kernel = new BlockKernel(workerData.kernel);
/** Node has had a zstd of its own since 22.15. */
const zstd = zlib.zstdDecompressSync === undefined ? new ZSTDDecoder() : null;
await zstd?.init();
let last = Promise.resolve();
parentPort.on('message', (requests) => {
  last = last.then(() => answer(requests));
});
parentPort.postMessage({ id: 0, result: null });

/** What has not been posted yet. */
let answers = [];
let buffers = [];

async function answer(requests) {
  let postedMs = performance.now();
  for (const [i, message] of requests.entries()) {
    // On several cores the parent copies the others meanwhile.
    if (i === requests.length - 1 && !workerData.isAlone) post();
    const { id, block, spare } = blockRequest(message);
    workerData.begun[0] = id;
    kernel.spare = spare;
    try {
      const made = decoded(block);
      add(id, made instanceof Promise ? await made : made);
    } catch (error) {
      post();
      parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
    if (performance.now() - postedMs < TOGETHER_MS) continue;
    post();
    postedMs = performance.now();
  }
  post();
}

function add(id, made) {
  if (made === null) {
    answers.push(id, null);
    return;
  }
  const isShared = made.length < made.buffer.byteLength && made.buffer.byteLength <= SHARED_BYTES;
  const { buffer } = isShared ? made.slice() : made;
  const isWhole = made.length === buffer.byteLength;
  answers.push(id, isWhole ? buffer : made);
  buffers.push(buffer);
}

function post() {
  if (answers.length > 0) parentPort.postMessage(answers, buffers);
  answers = [];
  buffers = [];
}

function decoded(block) {
  const { codec, bytes, parts, order } = block;
  switch (codec) {
    case 'row':
      return decodedRow(block);
    case 'crop':
      return croppedRows(block, kernel.spare);
    case 'jpeg':
      return kernel.jpeg(block);
    case 'lerc':
      return unlerc(block);
    case 'lzw':
      return kernel.lzw(bytes, parts, order);
    case 'deflate':
      return unpacked('inflate', bytes, parts, order, inflate);
    case 'zstd':
      return unpacked('zstd', bytes, parts, order, unzstd);
    default:
      return undone(kernel.bytesOf(bytes), order);
  }
}

async function decodedRow({ block, places, rows, blockRowBytes, rowBytes }) {
  kernel.beginRow(rows, blockRowBytes, rowBytes);
  try {
    for (let i = 0; i < places.length; i += 2) {
      const bytes = { ...block.bytes, at: places[i], length: places[i + 1] };
      const made = await decoded({
        ...block,
        bytes,
        parts: block.parts?.map((part) => ({ ...part, to: bytes.length })),
      });
      if (made === null) return null;
      kernel.addToRow(made);
    }
    return kernel.row();
  } finally {
    kernel.endRow();
  }
}

function undone(rows, order) {
  if (order !== null) kernel.undo(rows, order);
  return rows;
}

/** The bytes of all parts, one after the other; a single part is not copied. */
function joined(parts, decode) {
  if (parts.length === 1) return decode(parts[0]);
  const rows = new Uint8Array(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(decode(part), at);
    at += part.sizeBytes;
  }
  return rows;
}

/** By the kernel's `method`; `library` decodes what it refuses, or says what is wrong with it. */
function unpacked(method, bytes, parts, order, library) {
  const byLibrary = (part) => library(kernel.bytesOf(bytes).subarray(part.from, part.to), part);
  const size = parts.reduce((sum, { mostBytes }) => sum + mostBytes, bytes.length);
  if (size > KERNEL_BYTES) return undone(joined(parts, byLibrary), order);
  return kernel[method](bytes, parts, order, byLibrary);
}

function inflate(bytes, { sizeBytes, mostBytes }) {
  // One byte more than is needed, so that a stream of the expected size takes one piece.
  const chunkSize = Math.max(64, sizeBytes + 1);
  let decoded;
  try {
    decoded = zlib.inflateSync(bytes, { maxOutputLength: mostBytes, chunkSize });
  } catch (error) {
    throw new Error(`deflate: ${error.message}`, { cause: error });
  }
  return atLeast(decoded, sizeBytes);
}

function unzstd(bytes, { sizeBytes }) {
  const decoded = zstd === null ? nativeUnzstd(bytes, sizeBytes) : zstd.decode(bytes, sizeBytes);
  // zstddec does not check zstd's error code: a result of the wrong length is the only sign of an error.
  if (decoded.byteLength !== sizeBytes)
    throw new Error(`zstd: the stream is damaged or does not decode to ${sizeBytes} bytes`);
  return decoded;
}

function nativeUnzstd(bytes, sizeBytes) {
  try {
    return zlib.zstdDecompressSync(bytes, {
      maxOutputLength: sizeBytes,
      chunkSize: Math.max(64, sizeBytes + 1),
    });
  } catch (error) {
    throw new Error(`zstd: ${error.message}`, { cause: error });
  }
}

function atLeast(decoded, sizeBytes) {
  if (decoded.length < sizeBytes) throw new Error(`${decoded.length} bytes found, ${sizeBytes} expected`);
  return decoded.subarray(0, sizeBytes);
}

async function loadLerc() {
  if (Lerc.isLoaded()) return;
  // The build puts the file beside the bundle of this thread.
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'lerc-wasm.wasm');
  const file = existsSync(beside) ? beside : createRequire(import.meta.url).resolve('lerc/lerc-wasm.wasm');
  await Lerc.load({ locateFile: () => file });
}

async function unlerc({ bytes, sizeBytes, wrapped, samples, pixels, swappedBytes }) {
  const stored =
    wrapped === 'none'
      ? bytes
      : unwrapped(kernel.bytesOf(bytes), wrapped, mostBlobBytes(sizeBytes, samples, pixels));
  // libtiff swaps the samples of a big-endian file before it compresses them.
  const quick = kernel.lerc(stored, pixels, sizeBytes, swappedBytes);
  if (quick !== null) return quick;
  const blob = kernel.bytesOf(stored);
  await loadLerc();
  checkBlobs(blob, samples, pixels);
  const values = lercValues(blob, samples);
  if (values.length !== samples * pixels)
    throw new Error(`LERC: ${samples * pixels} samples expected, ${values.length} found`);
  const rows = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (swappedBytes > 1)
    kernel.undo(rows, {
      rowSamples: pixels,
      step: samples,
      sampleBytes: swappedBytes,
      predictor: 1,
      isSwapped: true,
    });
  return rows;
}

function lercValues(blob, samples) {
  try {
    const { pixels: planes, mask, validPixelCount } = Lerc.decode(blob, { returnInterleaved: samples > 1 });
    const values = planes.length === 1 ? planes[0] : interleave(planes);
    if (validPixelCount === 0) values.fill(emptyValue(values));
    else if (mask) blank(values, mask, samples);
    return values;
  } catch (error) {
    throw new Error(`LERC: ${error.message}`, { cause: error });
  }
}

/** Largest size of LERC data: raw samples as the fallback, headers, and a mask of one bit per pixel. */
function mostBlobBytes(sizeBytes, samples, pixels) {
  return Math.ceil(1.25 * sizeBytes + samples * (pixels / 4 + 1024) + 65_536);
}

function unwrapped(bytes, wrapped, mostBytes) {
  if (wrapped === 'deflate') return zlib.inflateSync(bytes, { maxOutputLength: mostBytes });
  const stated = zstdContentBytes(bytes);
  if (stated > mostBytes) throw new Error(`LERC: ${stated} bytes inside zstd, at most ${mostBytes} expected`);
  const most = stated > 0 ? stated : mostBytes;
  return zstd === null ? zlib.zstdDecompressSync(bytes, { maxOutputLength: most }) : zstd.decode(bytes, most);
}

/** The size that a zstd frame header states (RFC 8878, 3.1.1.1); 0 if it states none. */
function zstdContentBytes(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const descriptor = bytes[4] ?? 0;
  const isSingle = (descriptor >> 5) & 1;
  const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6];
  if (size === 0 || at + size > bytes.length) return 0;
  if (size === 1) return bytes[at];
  if (size === 2) return view.getUint16(at, true) + 256;
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

/** Compares the sizes that the LERC headers state with the expected ones: the decoder would allocate whatever they claim. */
function checkBlobs(blob, samples, pixels) {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  let planes = 0;
  // The decoder treats a rest of less than ten bytes as padding.
  for (let at = 0; at < blob.length - 10; planes++) {
    if (String.fromCharCode(...blob.subarray(at, at + 5)) !== 'Lerc2' || at + 66 > blob.length)
      throw new Error('LERC: the block does not start with a LERC2 header');
    const version = view.getInt32(at + 6, true);
    const sizes = at + (version >= 3 ? 14 : 10);
    const stated = view.getUint32(sizes, true) * view.getUint32(sizes + 4, true);
    const dims = version >= 4 ? view.getUint32(sizes + 8, true) : 1;
    const blobBytes = view.getInt32(sizes + (version >= 4 ? 20 : 16), true);
    if (stated !== pixels || dims < 1 || (planes + 1) * dims > samples || blobBytes < 1)
      throw new Error(
        `LERC: the header states ${stated} pixels of ${dims} samples in ${blobBytes} bytes; expected ${pixels} pixels, ${samples} samples`,
      );
    at += blobBytes;
  }
}

function interleave(planes) {
  const values = new planes[0].constructor(planes[0].length * planes.length);
  for (const [band, plane] of planes.entries())
    for (let i = 0; i < plane.length; i++) values[i * planes.length + band] = plane[i];
  return values;
}

function blank(values, mask, samples) {
  const empty = emptyValue(values);
  for (let i = 0; i < mask.length; i++) if (!mask[i]) values.fill(empty, i * samples, (i + 1) * samples);
}

function emptyValue(values) {
  return values instanceof Float32Array || values instanceof Float64Array ? Number.NaN : 0;
}
