/**
 * Old-style JPEG (TIFF 6.0, section 22): one stream for all strips, whose headers may lie in the file in three ways: as a stream of
 * their own, as bare tables, or at the start of the first strip. Made into one ordinary JPEG stream here.
 */
import type { ByteSource } from '../../byte-source.ts';
import { joinBytes } from '../../bytes/join.ts';
import { InvalidInput } from '../../errors.ts';
import type { TiffImage } from '../tiff-image.ts';
import { decodedJpeg, interleavedPlanes } from './decode-jpeg.ts';
import type { OldJpeg, Span } from './old-jpeg-places.ts';
import { chromaTables, putRgb } from './ycbcr.ts';

const sof = 0xc0;
const dht = 0xc4;
const soi = 0xd8;
const sos = 0xda;
const dqt = 0xdb;
const dri = 0xdd;
/** Headers take less in sound files. */
const mostHeaderBytes = 1 << 16;

/** Samples [rows, blockWidthPx, bands] of all strips, or of a tile; three components come out as RGB. */
export async function oldJpegSamples(
  image: TiffImage,
  old: OldJpeg,
  index: number,
  rows: number,
): Promise<Uint8Array> {
  const { source, blockWidthPx, bands } = image;
  const headers = await headersOf(source, old.stream);
  const spans = spansOf(old, headers, { at: image.offsets[index], bytes: image.byteCounts[index] });
  const parts: Uint8Array[] = [];
  for (const { at, bytes } of spans)
    parts.push(await source.read(at, Math.min(bytes, source.sizeBytes - at)));
  const unitsPerStrip = parts.length > 1 ? stripUnits(image, old, headers) : 0;
  const data = unitsPerStrip > 0 ? withRestarts(parts) : joinBytes(parts);
  const stream = await wholeStream(image, old, headers, data, rows, unitsPerStrip);
  const { frame, planes } = await decodedJpeg(stream, blockWidthPx, rows, bands);
  const codes = interleavedPlanes(frame, planes, blockWidthPx, rows);
  if (bands !== 3) return codes;
  const tables = chromaTables(old.chroma);
  const out = new Uint8ClampedArray(codes.length);
  for (let at = 0; at < codes.length; at += 3)
    putRgb(tables, codes[at], codes[at + 1], codes[at + 2], out, at);
  return new Uint8Array(out.buffer);
}

/** If the stream goes on after its headers, it holds the data of a single strip; the strip's own tags are often a few bytes off. */
function spansOf({ strips, stream }: OldJpeg, headers: readonly Header[], tile: Span): readonly Span[] {
  if (strips === null) return [tile];
  const last = headers.at(-1);
  if (strips.length > 1 || stream === null || last?.marker !== sos) return strips;
  const at = last.at + last.bytes.length;
  const bytes = stream.at + stream.bytes - at;
  return bytes > 0 ? [{ at, bytes }] : strips;
}

/** Units in a strip: each strip starts anew, although no marker in the file says so. 0 if the strips do not consist of units. */
function stripUnits(
  { blockWidthPx }: TiffImage,
  { rowsPerStrip, chroma }: OldJpeg,
  headers: readonly Header[],
): number {
  const frame = headers.find(isFrame);
  const sampling = frame === undefined ? (chroma.across << 4) | chroma.down : frame.bytes[11];
  const unitRows = rowsPerStrip / (8 * (sampling & 15));
  return Number.isInteger(unitRows) ? unitRows * Math.ceil(blockWidthPx / (8 * (sampling >> 4))) : 0;
}

/** The strips with restart markers between them. */
function withRestarts(strips: readonly Uint8Array[]): Uint8Array {
  const isMarked = (strip: Uint8Array): boolean =>
    strip.at(-2) === 0xff && ((strip.at(-1) ?? 0) & 0xf8) === 0xd0;
  const isLast = (i: number): boolean => i === strips.length - 1;
  return joinBytes(
    strips.flatMap((strip, i) =>
      isLast(i) || isMarked(strip) ? [strip] : [strip, Uint8Array.of(0xff, 0xd0 | (i & 7))],
    ),
  );
}

async function wholeStream(
  image: TiffImage,
  old: OldJpeg,
  headers: readonly Header[],
  data: Uint8Array,
  rows: number,
  unitsPerStrip: number,
): Promise<Uint8Array> {
  const has = (marker: number): boolean => headers.some((header) => header.marker === marker);
  const parts = (kept: readonly Header[]): readonly Uint8Array[] => kept.map(({ bytes }) => bytes);
  // The data is often the stream that the headers are from.
  if (startsWith(data, soi)) return joinBytes([...parts(headers.filter(isTable)), data]);
  const interval = unitsPerStrip > 0 ? unitsPerStrip : has(dri) ? 0 : old.restartInterval;
  return joinBytes([
    ...(has(dqt) ? [] : await quantizationTables(image.source, old)),
    ...(has(dht) ? [] : await huffmanTables(image.source, old)),
    ...(headers.some(isFrame) ? [] : [frameHeader(image, old, rows)]),
    ...parts(headers.filter(({ marker }) => marker !== sos)),
    ...(interval === 0 ? [] : [restartHeader(interval)]),
    ...(startsWith(data, sos) ? [] : scanHeaders(image, headers)),
    data,
  ]);
}

function scanHeaders(image: TiffImage, headers: readonly Header[]): readonly Uint8Array[] {
  const stated = headers.find(({ marker }) => marker === sos);
  return [stated === undefined ? scanHeader(image) : stated.bytes];
}

function isFrame({ marker }: Header): boolean {
  return marker >= sof && marker <= sof + 2;
}

function isTable({ marker }: Header): boolean {
  return marker === dqt || marker === dht;
}

function startsWith(bytes: Uint8Array, marker: number): boolean {
  return bytes[0] === 0xff && bytes[1] === marker;
}

/** A segment and its place in the file. */
type Header = { readonly marker: number; readonly at: number; readonly bytes: Uint8Array };

/** Segments of the stream with headers, up to and with that of the first scan; none if it is no JPEG stream. */
async function headersOf(source: ByteSource, stream: Span | null): Promise<readonly Header[]> {
  if (stream === null || stream.at >= source.sizeBytes) return [];
  const bytes = await source.read(
    stream.at,
    Math.min(stream.bytes, mostHeaderBytes, source.sizeBytes - stream.at),
  );
  if (!startsWith(bytes, soi)) return [];
  const headers: Header[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (end > bytes.length) break;
    headers.push({ marker, at: stream.at + at, bytes: bytes.subarray(at, end) });
    if (marker === sos) break;
    at = end;
  }
  return headers;
}

async function quantizationTables(
  source: ByteSource,
  { quantization }: OldJpeg,
): Promise<readonly Uint8Array[]> {
  const made: Uint8Array[] = [];
  for (const [i, at] of quantization.entries())
    made.push(segment(dqt, Uint8Array.of(i), await read(source, at, 64)));
  return made;
}

/** The tags point to the counts of codes of each length, which the values follow. */
async function huffmanTables(source: ByteSource, { dc, ac }: OldJpeg): Promise<readonly Uint8Array[]> {
  const made: Uint8Array[] = [];
  for (const [kind, offsets] of [dc, ac].entries())
    for (const [i, at] of offsets.entries()) {
      const counts = await read(source, at, 16);
      const values = counts.reduce((sum, each) => sum + each, 0);
      made.push(segment(dht, Uint8Array.of((kind << 4) | i), await read(source, at, 16 + values)));
    }
  return made;
}

async function read(source: ByteSource, at: number, length: number): Promise<Uint8Array> {
  if (at + length > source.sizeBytes)
    throw new InvalidInput(`a table of old-style JPEG at byte ${at} lies behind the end of the file`);
  return source.read(at, length);
}

function frameHeader(
  { bands, blockWidthPx }: TiffImage,
  { chroma, quantization }: OldJpeg,
  rows: number,
): Uint8Array {
  const components = Array.from({ length: bands }, (_, i) => {
    const sampling = i === 0 && bands === 3 ? (chroma.across << 4) | chroma.down : 0x11;
    return [i + 1, sampling, Math.min(i, Math.max(0, quantization.length - 1))];
  });
  const size = [rows >> 8, rows & 255, blockWidthPx >> 8, blockWidthPx & 255];
  return segment(sof, Uint8Array.of(8, ...size, bands, ...components.flat()));
}

function scanHeader({ bands }: TiffImage): Uint8Array {
  const parts = Array.from({ length: bands }, (_, i) => [i + 1, (i << 4) | i]);
  return segment(sos, Uint8Array.of(bands, ...parts.flat(), 0, 63, 0));
}

function restartHeader(interval: number): Uint8Array {
  return segment(dri, Uint8Array.of(interval >> 8, interval & 255));
}

function segment(marker: number, ...bodies: readonly Uint8Array[]): Uint8Array {
  const length = 2 + bodies.reduce((sum, { length: each }) => sum + each, 0);
  return joinBytes([Uint8Array.of(0xff, marker, length >> 8, length & 255), ...bodies]);
}
