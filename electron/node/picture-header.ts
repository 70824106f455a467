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
  const picture = sharp(bytes, { limitInputPixels: false, ignoreIcc: true });
  const { width, height, channels, depth, isProgressive } = await picture.metadata();
  const deep = depth === 'uchar' ? 1 : 2;
  // WebP, progressive JPEG and interlaced PNG are decoded as a whole before the first row comes out; others row by row.
  const isWhole = format === 'webp' || format === 'tiff' || isProgressive;
  // Gray and alpha are turned into RGB afterwards.
  const perPixel = channels * 1.1 + (isWhole ? 5 * deep : 0) + (channels === 3 ? 0 : 3);
  return {
    ...{ format, widthPx: width, heightPx: height, channels, depth },
    costBytes: Math.ceil(width * height * perPixel),
  };
}

function formatOf(bytes: Uint8Array): PictureHeader['format'] | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\x89PNG\r\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('RIFF') && text.endsWith('WEBP')) return 'webp';
  return ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text.slice(0, 4)) ? 'tiff' : null;
}
