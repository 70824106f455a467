/** Samples of blocks that are JPEG or WebP pictures. */
import { InvalidInput } from '../../errors.ts';
import type { Codecs, FilePlace, JpegBlock } from '../../host.ts';
import { decodingMemory } from '../../memory-budget.ts';
import { blockBytes, type TiffImage } from '../tiff-image.ts';
import { photometric } from '../tiff-tags.ts';
import { checkFullResolution, decodedJpeg, interleavedPlanes } from './decode-jpeg.ts';
import { completeJpeg } from './jpeg-block.ts';

/** JPEG pads a block to whole units of up to 16 rows. */
const jpegPaddingPx = 15;

/** Whether the picture decoders decode it, which know gray and RGB. */
export function isPicture({ compression }: TiffImage, perPixel: number): boolean {
  return compression === 50001 || (compression === 7 && (perPixel === 1 || perPixel === 3));
}

export async function jpegSamples(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<Uint8Array> {
  // From a file that can be lent, this was tried before its bytes were read here.
  const isTried = image.source.lend !== undefined;
  const quick = isTried ? null : await quickJpegSamples(codecs, image, bytes, rows, perPixel);
  if (quick !== null) return quick;
  const stream = completeJpeg(image, bytes);
  if (isPicture(image, perPixel)) return pictureSamples(codecs, image, stream, 'jpeg', rows, perPixel);
  // Picture decoders would take two or four bands for other colours.
  const { blockWidthPx, blockHeightPx } = image;
  const most = Math.max(rows, blockHeightPx);
  const { frame, planes } = await decodedJpeg(stream, blockWidthPx, rows, perPixel, most);
  checkFullResolution(frame);
  return interleavedPlanes(frame, planes, blockWidthPx, rows);
}

/** Null for streams that only `jpegSamples` decodes, or refuses. */
async function quickJpegSamples(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<Uint8Array | null> {
  const block = jpegBlock(image, bytes, rows, perPixel);
  return block && decodingMemory.hold(jpegMemory(image, bytes.length), () => codecs.decodeJpeg(block));
}

/** The stream, its planes and its pixels in the thread that decodes them, and the pixels here. */
export function jpegMemory(image: TiffImage, streamBytes: number): number {
  return 3 * streamBytes + 4 * blockBytes(image);
}

/** What a thread may be able to decode; null for other numbers of bands. */
export function jpegBlock<B extends Uint8Array | FilePlace>(
  image: TiffImage,
  bytes: B,
  rows: number,
  perPixel: number,
): (JpegBlock & { readonly bytes: B }) | null {
  if (perPixel !== 1 && perPixel !== 3) return null;
  const { blockWidthPx: widthPx, blockHeightPx, jpegTables: tables } = image;
  const mostRows = Math.max(rows, blockHeightPx) + jpegPaddingPx;
  const isYcbcr = image.photometric === photometric.ycbcr;
  return { codec: 'jpeg', bytes, tables, isYcbcr, widthPx, leastRows: rows, mostRows, samples: perPixel };
}

export async function pictureSamples(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  format: 'jpeg' | 'webp',
  rows: number,
  perPixel: number,
): Promise<Uint8Array> {
  const picture = await codecs.decodePicture(bytes, {
    format,
    widthPx: image.blockWidthPx,
    leastHeightPx: rows,
    // Encoders may pad the last strip to the height of the others.
    mostHeightPx: Math.max(rows, image.blockHeightPx) + jpegPaddingPx,
  });
  if (picture.channels === perPixel) return picture.pixels;
  // Encoders drop an alpha band that is opaque everywhere.
  if (picture.channels === 3 && perPixel === 4) return withOpaqueAlpha(picture.pixels);
  throw new InvalidInput(`${picture.channels} bands found, ${perPixel} expected`);
}

function withOpaqueAlpha(rgb: Uint8Array): Uint8Array {
  const pixels = rgb.length / 3;
  const out = new Uint8Array(pixels * 4).fill(255);
  for (let i = 0; i < pixels; i++) for (let c = 0; c < 3; c++) out[4 * i + c] = rgb[3 * i + c];
  return out;
}
