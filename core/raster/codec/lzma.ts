/** Decoder for LZMA blocks: an .xz container with LZMA2 and perhaps a delta filter, as libtiff writes it. */
import { InvalidInput, Unsupported } from '../../errors.ts';
import type { BlockDecoder } from './block-decoder.ts';
import { LzmaState } from './lzma-state.ts';

const lzma2 = 0x21;
const delta = 0x03;

/** Gives exactly `sizeBytes` bytes. The checksums of the container are not compared; the decoder notices damage by itself. */
export function xzDecoder(bytes: Uint8Array, sizeBytes: number): BlockDecoder {
  const { at: dataAt, deltaBytes } = readContainer(bytes);
  const state = new LzmaState(bytes, sizeBytes);
  let at = dataAt;
  return {
    out: state.out,
    advance: () => {
      const next = readChunk(state, bytes, at, sizeBytes);
      at = next;
      if (state.at < sizeBytes) return false;
      if (deltaBytes > 0)
        for (let i = deltaBytes; i < sizeBytes; i++) state.out[i] += state.out[i - deltaBytes];
      return true;
    },
  };
}

/** Where the chunks start, and the distance of the delta filter; 0 for none. */
function readContainer(bytes: Uint8Array): { at: number; deltaBytes: number } {
  const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0];
  if (magic.some((byte, i) => bytes[i] !== byte)) throw new InvalidInput('LZMA: the block is no .xz stream');
  const headerAt = 12;
  const headerBytes = 4 * (bytes[headerAt] + 1);
  const flags = bytes[headerAt + 1];
  let at = headerAt + 2;
  for (const has of [0x40, 0x80]) if ((flags & has) !== 0) at = afterNumber(bytes, at);
  let deltaBytes = 0;
  for (let i = 0; i <= (flags & 3); i++) {
    const id = bytes[at];
    const bodyBytes = bytes[at + 1];
    if (id === delta) deltaBytes = bytes[at + 2] + 1;
    else if (id !== lzma2) throw new Unsupported(`LZMA with filter ${id} is not supported`);
    at += 2 + bodyBytes;
  }
  return { at: headerAt + headerBytes, deltaBytes };
}

/** Numbers of the container end with the first byte below 128. */
function afterNumber(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] >= 128) at += 1;
  return at + 1;
}

/** Decodes one chunk of at most 2 MB and returns where the next one starts. */
function readChunk(state: LzmaState, bytes: Uint8Array, from: number, sizeBytes: number): number {
  const control = bytes[from];
  if (control === undefined || control === 0)
    throw new InvalidInput(`LZMA: ${state.at} bytes found, ${sizeBytes} expected`);
  if (control < 0x80) {
    if (control > 2) throw new InvalidInput('LZMA: a damaged chunk');
    const length = ((bytes[from + 1] << 8) | bytes[from + 2]) + 1;
    if (control === 1) state.resetDictionary();
    state.copy(bytes.subarray(from + 3, from + 3 + length));
    return from + 3 + length;
  }
  const plain = (((control & 31) << 16) | (bytes[from + 1] << 8) | bytes[from + 2]) + 1;
  const packed = ((bytes[from + 3] << 8) | bytes[from + 4]) + 1;
  const reset = (control >> 5) & 3;
  if (reset === 3) state.resetDictionary();
  if (reset >= 2) state.setProperties(bytes[from + 5]);
  if (reset >= 1) state.reset();
  const dataAt = from + (reset >= 2 ? 6 : 5);
  state.decode(dataAt, plain);
  return dataAt + packed;
}
