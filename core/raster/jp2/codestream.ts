/**
 * Code streams of JPEG 2000 (ISO/IEC 15444-1, annex A), read tile by tile: each tile is given out as a code stream of its own, whose
 * picture is that tile, so that a large picture never has to be decoded whole.
 */
import type { ByteSource } from '../../byte-source.ts';
import type { RasterWindow } from '../../documents/scene.ts';
import { InvalidInput, Unsupported } from '../../errors.ts';

export type Codestream = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  readonly bits: number;
  readonly isSigned: boolean;
  readonly tiles: readonly CodedTile[];
  /** The main header without what describes other tiles. */
  readonly header: Uint8Array;
};
export type CodedTile = {
  /** In pixels of the picture. */
  readonly window: RasterWindow;
  /** On the reference grid: left, top, right, bottom. */
  readonly bounds: readonly [number, number, number, number];
  /** Places of its parts in the source, with their lengths. */
  readonly parts: readonly (readonly [at: number, sizeBytes: number])[];
};

const [SOC, SIZ, SOT, EOC] = [0xff4f, 0xff51, 0xff90, 0xffd9];
/** Lengths of tile-parts and packets in the main header: optional, and wrong for a single tile. */
const LENGTHS: readonly number[] = [0xff55, 0xff57];
const PACKED_HEADERS = 0xff60;
const MOST_HEADER_BYTES = 1 << 20;
const MOST_TILES = 65_535;
const SIZ_AT = 4;

type Size = {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly tile: {
    readonly x0: number;
    readonly y0: number;
    readonly width: number;
    readonly height: number;
  };
};

/** Throws `InvalidInput` if the stream is damaged, `Unsupported` for what no scene can have. */
export async function readCodestream(
  source: ByteSource,
  { at, sizeBytes }: { readonly at: number; readonly sizeBytes: number },
  signal: AbortSignal,
): Promise<Codestream> {
  const name = source.name;
  const end = at + sizeBytes;
  const bytes = await source.read(at, Math.min(MOST_HEADER_BYTES, sizeBytes), signal);
  const view = viewOf(bytes);
  if (bytes.length < 46 || view.getUint16(0) !== SOC || view.getUint16(2) !== SIZ)
    throw new InvalidInput(`${name}: the JPEG 2000 code stream does not start as one: the file is damaged`);
  const { header, bodyAt } = mainHeader(name, bytes);
  const samples = samplesOf(name, view);
  const size = sizeOf(name, view);
  const tiles = tilesOf(name, size);
  const parts = await partsOf(source, at + bodyAt, end, tiles.length, signal);
  const missing = parts.findIndex((own) => own.length === 0);
  if (missing >= 0)
    throw new InvalidInput(
      `${name}: tile ${missing + 1} of ${tiles.length} is missing: the file is cut off or damaged`,
    );
  return {
    ...samples,
    widthPx: size.x[1] - size.x[0],
    heightPx: size.y[1] - size.y[0],
    tiles: tiles.map((tile, i) => ({ ...tile, parts: parts[i] })),
    header,
  };
}

/** The tile as a code stream of its own. */
export async function readTileStream(
  source: ByteSource,
  { header }: Codestream,
  { bounds, parts }: CodedTile,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const length = parts.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0);
  const stream = new Uint8Array(header.length + length + 2);
  stream.set(header);
  const [left, top, right, bottom] = bounds;
  const siz = viewOf(stream);
  // Xsiz, Ysiz, XOsiz, YOsiz stay on the reference grid, so that code blocks lie where they were; the tiles begin with this one.
  for (const [i, value] of [right, bottom, left, top].entries()) siz.setUint32(SIZ_AT + 4 + 4 * i, value);
  for (const [i, value] of [left, top].entries()) siz.setUint32(SIZ_AT + 28 + 4 * i, value);
  let to = header.length;
  for (const [at, sizeBytes] of parts) {
    stream.set(await source.read(at, sizeBytes, signal), to);
    siz.setUint16(to + 4, 0);
    to += sizeBytes;
  }
  siz.setUint16(to, EOC);
  return stream;
}

/** The segments up to the first tile, and where that begins. */
function mainHeader(name: string, bytes: Uint8Array): { header: Uint8Array; bodyAt: number } {
  const view = viewOf(bytes);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint16(at);
    if (marker === SOT) {
      const header = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
      let to = 0;
      for (const each of kept) {
        header.set(each, to);
        to += each.length;
      }
      return { header, bodyAt: at };
    }
    if (marker === PACKED_HEADERS)
      throw new Unsupported(
        `${name}: its JPEG 2000 packet headers are packed into the main header, which Longsight does not read: convert it with gdal_translate`,
      );
    const length = 2 + view.getUint16(at + 2);
    if (marker < 0xff00 || length < 4) break;
    if (!LENGTHS.includes(marker)) kept.push(bytes.subarray(at, at + length));
    at += length;
  }
  throw new InvalidInput(`${name}: the header of the JPEG 2000 code stream is damaged or cut off`);
}

function samplesOf(name: string, view: DataView): Pick<Codestream, 'bands' | 'bits' | 'isSigned'> {
  const bands = view.getUint16(SIZ_AT + 36);
  if (bands === 0 || SIZ_AT + 38 + 3 * bands > view.byteLength)
    throw new InvalidInput(`${name}: the JPEG 2000 code stream states ${bands} bands: the file is damaged`);
  const component = (i: number) => [0, 1, 2].map((j) => view.getUint8(SIZ_AT + 38 + 3 * i + j));
  const [depth] = component(0);
  for (let i = 0; i < bands; i++)
    if (component(i).join() !== [depth, 1, 1].join())
      throw new Unsupported(
        `${name}: its bands differ in depth or size (band ${i + 1} has ${(component(i)[0] % 128) + 1} bits, every ${component(i)[1]} x ${component(i)[2]} pixels), which a scene cannot have: convert the bands that you need with gdal_translate`,
      );
  const bits = (depth & 127) + 1;
  if (bits > 16)
    throw new Unsupported(`${name}: has ${bits} bits a sample; JPEG 2000 of up to 16 can be converted here`);
  return { bands, bits, isSigned: depth > 127 };
}

function sizeOf(name: string, view: DataView): Size {
  const [right, bottom, left, top, width, height, x0, y0] = Array.from({ length: 8 }, (_, i) =>
    view.getUint32(SIZ_AT + 4 + 4 * i),
  );
  const isPlausible = right > left && bottom > top && width > 0 && height > 0;
  if (!isPlausible || x0 > left || y0 > top || x0 + width <= left || y0 + height <= top)
    throw new InvalidInput(
      `${name}: the JPEG 2000 code stream states an impossible size: the file is damaged`,
    );
  return { x: [left, right], y: [top, bottom], tile: { x0, y0, width, height } };
}

function tilesOf(name: string, { x, y, tile }: Size): Omit<CodedTile, 'parts'>[] {
  const across = Math.ceil((x[1] - tile.x0) / tile.width);
  const down = Math.ceil((y[1] - tile.y0) / tile.height);
  if (across * down > MOST_TILES)
    throw new InvalidInput(`${name}: states ${across * down} tiles; JPEG 2000 has at most ${MOST_TILES}`);
  return Array.from({ length: across * down }, (_, i) => {
    const [column, row] = [i % across, Math.floor(i / across)];
    const left = Math.max(x[0], tile.x0 + column * tile.width);
    const top = Math.max(y[0], tile.y0 + row * tile.height);
    const right = Math.min(x[1], tile.x0 + (column + 1) * tile.width);
    const bottom = Math.min(y[1], tile.y0 + (row + 1) * tile.height);
    return {
      window: { col: left - x[0], row: top - y[0], widthPx: right - left, heightPx: bottom - top },
      bounds: [left, top, right, bottom],
    };
  });
}

/** Of each tile, in the order of the stream. */
async function partsOf(
  source: ByteSource,
  from: number,
  end: number,
  tiles: number,
  signal: AbortSignal,
): Promise<[number, number][][]> {
  const parts: [number, number][][] = Array.from({ length: tiles }, () => []);
  for (let at = from; at + 12 <= end; ) {
    const view = viewOf(await source.read(at, 12, signal));
    if (view.getUint16(0) !== SOT) break;
    const tile = view.getUint16(4);
    const stated = view.getUint32(6);
    // Only the last part may leave its length open.
    const length = stated === 0 ? end - at - 2 : stated;
    if (tile >= tiles || length < 14 || at + length > end)
      throw new InvalidInput(
        `${source.name}: a part of tile ${tile + 1} (${length} bytes at ${at}) does not fit: the file is cut off or damaged`,
      );
    parts[tile].push([at, length]);
    at += length;
  }
  return parts;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
