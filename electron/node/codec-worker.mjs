/**
 * Decodes raster blocks with decoders that may hang on damaged bytes; the parent kills this thread after a time limit.
 * Plain JavaScript, so that it runs from source as well as bundled.
 * Request: { id, block: GuardedBlock }. Answer: { id, result: ArrayBuffer } or { id, error }; { id: 0, … } when it
 * is ready.
 */
import { parentPort } from 'node:worker_threads';
import { inflateSync } from 'node:zlib';
import Lerc from 'lerc';
import { ZSTDDecoder } from 'zstddec';

// lerc 3.0.0 misspells the name of this method where it reads uint32 samples.
DataView.prototype.getUInt32 = DataView.prototype.getUint32;

const zstd = new ZSTDDecoder();
await zstd.init();
const decoders = { zstd: unzstd, lerc: unlerc };

parentPort.on('message', async ({ id, block }) => {
  try {
    const result = await decoders[block.codec](block);
    parentPort.postMessage({ id, result }, [result]);
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
parentPort.postMessage({ id: 0, result: null });

/** The decoder does not check zstd's error code: a result of the wrong length is the only sign of an error. */
function unzstd({ bytes, sizeBytes }) {
  const decoded = zstd.decode(bytes, sizeBytes);
  if (decoded.byteLength !== sizeBytes)
    throw new Error(`zstd: the stream is damaged or does not decode to ${sizeBytes} bytes`);
  return decoded.buffer;
}

function unlerc({ bytes, sizeBytes, wrapped, samples, pixels }) {
  const blob = unwrapped(bytes, wrapped, mostBlobBytes(sizeBytes, samples, pixels));
  checkBlobs(blob, samples, pixels);
  const { pixels: planes, mask } = Lerc.decode(Uint8Array.from(blob).buffer, {
    returnPixelInterleavedDims: samples > 1,
  });
  const values = planes.length === 1 ? planes[0] : interleave(planes);
  if (values.length !== samples * pixels)
    throw new Error(`LERC: ${samples * pixels} samples expected, ${values.length} found`);
  if (mask) blank(values, mask, samples);
  return values.slice().buffer;
}

/** Largest size of LERC data: raw samples as the fallback, headers, and a mask of one bit per pixel. */
function mostBlobBytes(sizeBytes, samples, pixels) {
  return Math.ceil(1.25 * sizeBytes + samples * (pixels / 4 + 1024) + 65_536);
}

function unwrapped(bytes, wrapped, mostBytes) {
  if (wrapped === 'none') return bytes;
  if (wrapped === 'deflate') return inflateSync(bytes, { maxOutputLength: mostBytes });
  const stated = zstdContentBytes(bytes);
  if (stated > mostBytes) throw new Error(`LERC: ${stated} bytes inside zstd, at most ${mostBytes} expected`);
  return zstd.decode(bytes, stated > 0 ? stated : mostBytes);
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
  const empty = values instanceof Float32Array || values instanceof Float64Array ? Number.NaN : 0;
  for (let i = 0; i < mask.length; i++) if (!mask[i]) values.fill(empty, i * samples, (i + 1) * samples);
}
