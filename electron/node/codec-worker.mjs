/**
 * Decodes raster blocks with decoders that may hang on damaged bytes; the parent kills this thread after a time limit.
 * Plain JavaScript, so that it runs from source as well as bundled.
 * Request: { id, block: GuardedBlock }. Answer: { id, result: ArrayBuffer } or { id, error }.
 */
import { parentPort } from 'node:worker_threads';
import { inflateSync } from 'node:zlib';
import Lerc from 'lerc';
import { ZSTDDecoder } from 'zstddec';

const zstd = new ZSTDDecoder();
const ready = zstd.init();

parentPort.on('message', async ({ id, block }) => {
  try {
    await ready;
    const result = block.codec === 'zstd' ? unzstd(block.bytes, block.sizeBytes) : unlerc(block);
    parentPort.postMessage({ id, result }, [result]);
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

/** The decoder does not check zstd's error code: a result of the wrong length is the only sign of an error. */
function unzstd(bytes, sizeBytes) {
  const decoded = zstd.decode(bytes, sizeBytes);
  if (decoded.byteLength !== sizeBytes)
    throw new Error(`zstd: the stream is damaged or does not decode to ${sizeBytes} bytes`);
  return decoded.buffer;
}

function unlerc({ bytes, wrapped, samples, pixels }) {
  const blob = wrapped === 'none' ? bytes : wrapped === 'deflate' ? inflateSync(bytes) : zstd.decode(bytes);
  const { pixels: planes, mask } = Lerc.decode(Uint8Array.from(blob).buffer, {
    returnPixelInterleavedDims: samples > 1,
  });
  const values = planes.length === 1 ? planes[0] : interleave(planes);
  if (values.length !== samples * pixels)
    throw new Error(`LERC: ${samples * pixels} samples expected, ${values.length} found`);
  if (mask) blank(values, mask, samples);
  return values.slice().buffer;
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
