/**
 * Decodes JPEG 2000 code streams with OpenJPEG in WebAssembly into their places in a file of raw samples. Plain JavaScript, so that it runs
 * from source as well as bundled; the codec itself is never bundled.
 * Request: { id, stream, raw, window, widthPx, bands, bits }. Answers { id, result: null } or { id, error }; { id: 0, … } when it is ready.
 * Samples in the file are interleaved, little-endian, of one or two bytes.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const messages = [];
const note = (text) => {
  if (/error/i.test(text)) messages.push(text.replace(/^\[ERROR\]\s*/i, '').trim());
};
const { J2KDecoder } = await require('@cornerstonejs/codec-openjpeg/decodewasmjs')({
  wasmBinary: readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/decodewasm')),
  print: note,
  printErr: note,
});

parentPort.on('message', (request) => {
  const { id } = request;
  try {
    decode(request);
    parentPort.postMessage({ id, result: null });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be decoded';
    parentPort.postMessage({ id, error: [why, ...new Set(messages)].slice(0, 3).join('; ') });
  }
});
parentPort.postMessage({ id: 0, result: null });

function decode({ stream, raw, window: win, widthPx, bands, bits }) {
  messages.length = 0;
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(stream.length).set(stream);
    decoder.decode();
    const { width, height, componentCount, bitsPerSample } = decoder.getFrameInfo();
    const found = [width, height, componentCount, bitsPerSample].join();
    if (found !== [win.widthPx, win.heightPx, bands, bits].join()) throw new Error('it is damaged');
    write(decoder.getDecodedBuffer(), raw, win, widthPx, bands * (bits > 8 ? 2 : 1));
  } finally {
    decoder.delete();
  }
}

function write(samples, raw, { col, row, widthPx: width, heightPx: height }, widthPx, pixelBytes) {
  if (samples.length !== width * height * pixelBytes) throw new Error('it is damaged');
  const file = openSync(raw, 'r+');
  try {
    // Rows of the whole width follow each other.
    const rows = width === widthPx ? height : 1;
    const bytes = rows * width * pixelBytes;
    for (let i = 0; i < height; i += rows) {
      const at = ((row + i) * widthPx + col) * pixelBytes;
      writeAll(file, samples, i * width * pixelBytes, bytes, at);
    }
  } finally {
    closeSync(file);
  }
}

function writeAll(file, bytes, from, length, at) {
  for (let done = 0; done < length; )
    done += writeSync(file, bytes, from + done, Math.min(length - done, 1 << 30), at + done);
}
