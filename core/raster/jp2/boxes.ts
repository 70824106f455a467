/** Boxes of a JPEG 2000 file (ISO/IEC 15444-1, annex I): where its code stream lies, and what they say about its place and colours. */
import type { ByteSource } from '../../byte-source.ts';
import { InvalidInput } from '../../errors.ts';

export type Jp2File = {
  readonly codestream: { readonly at: number; readonly sizeBytes: number };
  /** GeoJP2: a TIFF of one pixel whose tags give the place; null without one. */
  readonly geoTiff: Uint8Array | null;
  /** GML in JPEG 2000; null without it. */
  readonly gml: string | null;
  /** Whether samples are indices into a palette. */
  readonly hasPalette: boolean;
  /** Whether samples are luminance and colour differences. */
  readonly isYcc: boolean;
};

type Box = { readonly type: string; readonly at: number; readonly end: number };

const CODESTREAM_START = [0xff, 0x4f, 0xff, 0x51];
const GEO_JP2 = 'b14bf8bd083d4b43a5ae8cd7d5a6ce03';
/** Metadata that is longer is not read. */
const MOST_BYTES = 16 << 20;
const BOXES_READ = 4096;
/** GML lies two associations deep. */
const DEEPEST = 8;
/** Of `colr` boxes. */
const [ENUMERATED, YCC] = [1, 18];

/** Of a file with boxes, or of a bare code stream. Throws `InvalidInput` if neither is found. */
export async function readJp2(source: ByteSource): Promise<Jp2File> {
  const head = await source.read(0, Math.min(4, source.sizeBytes));
  if (CODESTREAM_START.every((byte, i) => head[i] === byte))
    return {
      codestream: { at: 0, sizeBytes: source.sizeBytes },
      geoTiff: null,
      gml: null,
      hasPalette: false,
      isYcc: false,
    };
  const boxes = await boxesOf(source, 0, source.sizeBytes);
  const codestream = boxes.find(({ type }) => type === 'jp2c');
  if (codestream === undefined)
    throw new InvalidInput(`${source.name}: the JPEG 2000 file has no code stream: it is cut off or damaged`);
  const header = boxes.find(({ type }) => type === 'jp2h');
  const inHeader = header === undefined ? [] : await boxesOf(source, header.at, header.end);
  return {
    codestream: { at: codestream.at, sizeBytes: codestream.end - codestream.at },
    geoTiff: await geoTiffOf(source, boxes),
    gml: await gmlOf(source, boxes),
    hasPalette: inHeader.some(({ type }) => type === 'pclr'),
    isYcc: await isYcc(source, inHeader),
  };
}

/** The boxes between two offsets, in order. */
async function boxesOf(source: ByteSource, from: number, to: number): Promise<readonly Box[]> {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < BOXES_READ; ) {
    const view = viewOf(await source.read(at, Math.min(16, to - at)));
    const stated = view.getUint32(0);
    const isLong = stated === 1 && view.byteLength === 16;
    const size = isLong ? Number(view.getBigUint64(8)) : stated === 0 ? to - at : stated;
    const header = isLong ? 16 : 8;
    if (size < header || at + size > to)
      throw new InvalidInput(
        `${source.name}: a box of ${size} bytes at ${at} does not fit into the file: it is cut off or damaged`,
      );
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(i)));
    boxes.push({ type, at: at + header, end: at + size });
    at += size;
  }
  return boxes;
}

async function geoTiffOf(source: ByteSource, boxes: readonly Box[]): Promise<Uint8Array | null> {
  for (const { type, at, end } of boxes) {
    if (type !== 'uuid' || end - at < 24 || end - at > MOST_BYTES) continue;
    const bytes = await source.read(at, end - at);
    if (hexOf(bytes.subarray(0, 16)) === GEO_JP2) return bytes.slice(16);
  }
  return null;
}

/** The GML lies in nested associations, as XML that mentions a rectified grid. */
async function gmlOf(source: ByteSource, boxes: readonly Box[], depth = 0): Promise<string | null> {
  for (const { type, at, end } of boxes) {
    if (type === 'xml ' && end - at < MOST_BYTES) {
      const text = new TextDecoder().decode(await source.read(at, end - at));
      if (text.includes('RectifiedGrid')) return text;
    }
    if (type !== 'asoc' || depth === DEEPEST) continue;
    const inside = await gmlOf(source, await boxesOf(source, at, end), depth + 1);
    if (inside !== null) return inside;
  }
  return null;
}

async function isYcc(source: ByteSource, boxes: readonly Box[]): Promise<boolean> {
  const box = boxes.find(({ type }) => type === 'colr');
  if (box === undefined || box.end - box.at < 7) return false;
  const view = viewOf(await source.read(box.at, 7));
  return view.getUint8(0) === ENUMERATED && view.getUint32(3) === YCC;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
