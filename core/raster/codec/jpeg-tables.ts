/** Quantization and Huffman tables, and the frame, of a JPEG stream (ITU-T T.81, annex B). */
import { InvalidInput, Unsupported } from '../../errors.ts';

export type HuffmanTable = {
  /** By the next nine bits: `value * 16 + length` of the code they start with; 0 for a longer code or none. */
  readonly short: Uint16Array;
  /** Largest code of each length (index 1 to 16), -1 where there is none, and where its values start, less its smallest code. */
  readonly largest: Int32Array;
  readonly offset: Int32Array;
  readonly values: Uint8Array;
};

export const SHORT_BITS = 9;

export type JpegComponent = {
  readonly id: number;
  /** Samples of this component in a unit of the frame, across and down. */
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
};

export type JpegFrame = {
  readonly isProgressive: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly components: readonly JpegComponent[];
};

/** Components of a scan with their tables, and what the scan holds of the coefficients. */
export type JpegScan = {
  readonly parts: readonly { readonly component: number; readonly dc: number; readonly ac: number }[];
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
};

/** Tables as the segments read so far have left them. */
export type JpegTables = {
  readonly quantization: (Uint16Array | null)[];
  readonly dc: (HuffmanTable | null)[];
  readonly ac: (HuffmanTable | null)[];
  restartInterval: number;
};

export function emptyTables(): JpegTables {
  const four = (): null[] => [null, null, null, null];
  return { quantization: four(), dc: four(), ac: four(), restartInterval: 0 };
}

/** Place of each coefficient in a block, in the order of the stream. */
export const zigZag = Uint8Array.of(
  ...[
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  ],
  ...[
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46,
  ],
  ...[53, 60, 61, 54, 47, 55, 62, 63],
);

/** `lengths[i]` codes have i + 1 bits. Throws `InvalidInput` for more codes than the bits allow. */
function huffmanTable(lengths: Uint8Array, values: Uint8Array): HuffmanTable {
  const short = new Uint16Array(1 << SHORT_BITS);
  const largest = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  let code = 0;
  let next = 0;
  for (let length = 1; length <= 16; length++, code <<= 1) {
    const count = lengths[length - 1];
    if (code + count > 1 << length || next + count > values.length)
      throw new InvalidInput('JPEG: a Huffman table with more codes than possible');
    offset[length] = next - code;
    for (let i = 0; i < count; i++, code++, next++)
      if (length <= SHORT_BITS) {
        const from = code << (SHORT_BITS - length);
        short.fill(values[next] * 16 + length, from, from + (1 << (SHORT_BITS - length)));
      }
    if (count > 0) largest[length] = code - 1;
  }
  return { short, largest, offset, values };
}

/** Segment DQT, without its marker and length. */
export function readQuantization(tables: JpegTables, body: Uint8Array): void {
  for (let at = 0; at < body.length; ) {
    const isWide = body[at] >> 4 !== 0;
    const table = new Uint16Array(64);
    if (at + 1 + (isWide ? 128 : 64) > body.length) throw new InvalidInput('JPEG: a cut quantization table');
    for (let i = 0; i < 64; i++)
      table[zigZag[i]] = isWide ? (body[at + 1 + 2 * i] << 8) | body[at + 2 + 2 * i] : body[at + 1 + i];
    tables.quantization[body[at] & 3] = table;
    at += 1 + (isWide ? 128 : 64);
  }
}

/** Segment DHT, without its marker and length. */
export function readHuffman(tables: JpegTables, body: Uint8Array): void {
  for (let at = 0; at + 17 <= body.length; ) {
    const lengths = body.subarray(at + 1, at + 17);
    const count = lengths.reduce((sum, each) => sum + each, 0);
    const table = huffmanTable(lengths, body.subarray(at + 17, at + 17 + count));
    (body[at] >> 4 === 0 ? tables.dc : tables.ac)[body[at] & 3] = table;
    at += 17 + count;
  }
}

/** Segment SOF0 to SOF2, without its marker and length. */
export function readFrame(marker: number, body: Uint8Array): JpegFrame {
  if (marker > 0xc2) throw new Unsupported(`JPEG: coding process ${marker - 0xc0} is not supported`);
  if (body[0] !== 8) throw new Unsupported(`JPEG: ${body[0]}-bit samples are not supported`);
  const count = body[5];
  if (body.length < 6 + 3 * count || count < 1 || count > 4)
    throw new InvalidInput(`JPEG: a frame of ${count} components in ${body.length} bytes`);
  const components = Array.from({ length: count }, (_, i) => {
    const [id, sampling, quantization] = body.subarray(6 + 3 * i, 9 + 3 * i);
    return { id, across: sampling >> 4, down: sampling & 15, quantization: quantization & 3 };
  });
  if (components.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4))
    throw new InvalidInput('JPEG: a sampling factor that is not 1 to 4');
  const frame = { heightPx: (body[1] << 8) | body[2], widthPx: (body[3] << 8) | body[4] };
  return { isProgressive: marker === 0xc2, ...frame, components };
}

/** Segment SOS, without its marker and length. */
export function readScan(frame: JpegFrame, body: Uint8Array): JpegScan {
  const count = body[0];
  if (count < 1 || count > 4 || body.length < 4 + 2 * count)
    throw new InvalidInput('JPEG: a cut scan header');
  const parts = Array.from({ length: count }, (_, i) => {
    const component = frame.components.findIndex(({ id }) => id === body[1 + 2 * i]);
    if (component < 0)
      throw new InvalidInput(`JPEG: a scan of component ${body[1 + 2 * i]}, which the frame lacks`);
    const codes = body[2 + 2 * i];
    return { component, dc: (codes >> 4) & 3, ac: codes & 3 };
  });
  const [first, last, approximation] = body.subarray(1 + 2 * count);
  return { parts, first, last: Math.min(63, last), high: approximation >> 4, low: approximation & 15 };
}

/** Throws `InvalidInput` if the stream uses a table that it has not defined. */
export function tableOf<T>(table: T | null, kind: string): T {
  if (table === null) throw new InvalidInput(`JPEG: a ${kind} table is missing`);
  return table;
}
