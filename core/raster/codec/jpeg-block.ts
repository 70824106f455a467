/** Conversion of a JPEG-in-TIFF block into a picture that any JPEG decoder shows in the right colours. */
import { joinBytes } from '../../bytes/join.ts';
import { InvalidInput } from '../../errors.ts';
import type { TiffImage } from '../tiff-image.ts';
import { photometric } from '../tiff-tags.ts';

const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;
const app0 = 0xe0;
const app14 = 0xee;

/**
 * The block with the file's shared tables and an Adobe marker that states the colour transform; without it decoders guess from
 * component numbers. The block's own JFIF and Adobe markers are dropped, because the TIFF tags decide. Throws `InvalidInput` for damage.
 */
export function completeJpeg(image: TiffImage, block: Uint8Array): Uint8Array {
  const where = image.source.name;
  const isYcbcr = image.photometric === photometric.ycbcr;
  return joinBytes([
    Uint8Array.of(0xff, soi),
    adobeMarker(isYcbcr ? 1 : 0),
    ...(image.jpegTables === null ? [] : segments(image.jpegTables, where)),
    ...segments(block, where),
  ]);
}

function adobeMarker(transform: 0 | 1): Uint8Array {
  return Uint8Array.of(0xff, app14, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);
}

/** Marker segments except SOI, EOI, APP0 and APP14; everything from SOS on is kept as the last one. */
function segments(jpeg: Uint8Array, where: string): readonly Uint8Array[] {
  if (jpeg[0] !== 0xff || jpeg[1] !== soi)
    throw new InvalidInput(`${where}: a JPEG block does not start with a JPEG marker`);
  const kept: Uint8Array[] = [];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== eoi) {
    const marker = jpeg[at + 1];
    if (marker === sos) {
      kept.push(jpeg.subarray(at));
      break;
    }
    const length = 2 + ((jpeg[at + 2] << 8) | jpeg[at + 3]);
    if (marker !== app0 && marker !== app14) kept.push(jpeg.subarray(at, at + length));
    at += length;
  }
  return kept;
}
