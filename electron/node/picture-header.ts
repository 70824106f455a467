/** Tells from a picture's first bytes what it is and how much memory decoding takes. No pixel is decoded. */
import sharp from 'sharp';
import { InvalidInput } from '../../core/errors.ts';

export type PictureHeader = {
  readonly format: 'png' | 'jpeg' | 'webp' | 'tiff';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  /** libvips' name of the sample type. */
  readonly depth: string;
  /** Estimated from measured peaks. */
  readonly costBytes: number;
};

/** Other loaders of libvips (SVG, GIF, PDF and more) are not wanted. */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadTiff'],
});

/** Throws `InvalidInput` if the bytes are not a picture. `limitInputPixels` is off, because the caller checks the cost. */
export async function readPictureHeader(bytes: Uint8Array): Promise<PictureHeader> {
  const format = formatOf(bytes);
  if (format === null) throw new InvalidInput('not a PNG, JPEG, WebP or TIFF picture');
  const known = format === 'jpeg' ? baselineJpeg(bytes) : null;
  if (known !== null) return known;
  const picture = sharp(bytes, { limitInputPixels: false, ignoreIcc: true });
  const { width, height, channels, depth, isProgressive } = await picture.metadata();
  const deep = depth === 'uchar' ? 1 : 2;
  // WebP, progressive JPEG and interlaced PNG are decoded as a whole before the first row comes out; others row by row.
  const isWhole = format === 'webp' || format === 'tiff' || isProgressive;
  return {
    ...{ format, widthPx: width, heightPx: height, channels, depth },
    costBytes: Math.ceil(width * height * costPerPixel(channels, deep, isWhole)),
  };
}

/** Baseline and extended JPEG of 8 bits, without starting a decoder: tiles are many and small. Null for any other. */
function baselineJpeg(bytes: Uint8Array): PictureHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1];
    // Scans follow the frame header; markers without a length and other kinds of frames are left to the decoder.
    if (marker === 0xda || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || marker === 0xff)
      return null;
    if (marker !== 0xc0 && marker !== 0xc1) {
      if (marker >= 0xc2 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return null;
      continue;
    }
    const [heightPx, widthPx, channels] = [view.getUint16(at + 5), view.getUint16(at + 7), bytes[at + 9]];
    if (bytes[at + 4] !== 8 || widthPx === 0 || heightPx === 0 || ![1, 3].includes(channels)) return null;
    const costBytes = Math.ceil(widthPx * heightPx * costPerPixel(channels, 1, false));
    return { format: 'jpeg', widthPx, heightPx, channels, depth: 'uchar', costBytes };
  }
  return null;
}

function costPerPixel(channels: number, deep: number, isWhole: boolean): number {
  // Gray and alpha are turned into RGB afterwards.
  return channels * 1.1 + (isWhole ? 5 * deep : 0) + (channels === 3 ? 0 : 3);
}

function formatOf(bytes: Uint8Array): PictureHeader['format'] | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\x89PNG\r\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'webp';
  return ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text.slice(0, 4)) ? 'tiff' : null;
}
