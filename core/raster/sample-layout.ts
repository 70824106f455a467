/** Type of the samples of an image, by its tags and in memory. */
import { InvalidInput, Unsupported } from '../errors.ts';
import type { SampleType } from '../tensor/samples.ts';
import type { FieldReader } from './field-reader.ts';
import type { TiffImage, Widened } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

export type SampleLayout = Pick<TiffImage, 'bitsPerSample' | 'sampleType' | 'widened'>;

/** Throws `Unsupported` for a type that cannot be read. */
export function sampleLayout(read: FieldReader, bands: number, littleEndian: boolean): SampleLayout {
  const bits = Array.from(read.all(tag.bitsPerSample) ?? [1]);
  const formats = Array.from(read.all(tag.sampleFormat) ?? [1]);
  if (bits.length > 1 && bits.length < bands)
    throw new InvalidInput(
      `${read.where}: BitsPerSample has ${bits.length} values for ${bands} samples per pixel`,
    );
  if (
    bits.slice(0, bands).some((b) => b !== bits[0]) ||
    formats.slice(0, bands).some((f) => f !== formats[0])
  )
    throw new Unsupported(
      `${read.where}: bands of different sample types (bits ${bits.slice(0, Math.min(bands, 16)).join(', ')}) are not supported`,
    );
  return { bitsPerSample: bits[0], ...typesOf(bits[0], formats[0], littleEndian, read.where) };
}

const signed: Readonly<Record<number, SampleType>> = { 8: 'int8', 16: 'int16', 32: 'int32' };

function typesOf(
  bits: number,
  format: number,
  littleEndian: boolean,
  where: string,
): { sampleType: SampleType; widened: Widened | null } {
  // Format 4 is "undefined", which libtiff reads as unsigned.
  if ((format === 1 || format === 4) && Number.isInteger(bits) && bits > 0) {
    if (bits <= 8) return { sampleType: 'uint8', widened: null };
    if (bits <= 16) return { sampleType: 'uint16', widened: null };
    // GDAL packs 24 bits like any odd number of them, and libtiff then turns the three bytes round in a big-endian file.
    if (bits <= 32) return { sampleType: 'uint32', widened: bits === 24 && !littleEndian ? 'uint24' : null };
    if (bits === 64) return { sampleType: 'float64', widened: 'uint64' };
  }
  if (format === 2 && signed[bits] !== undefined) return { sampleType: signed[bits], widened: null };
  if (format === 2 && bits === 64) return { sampleType: 'float64', widened: 'int64' };
  if (format === 3 && (bits === 16 || bits === 24))
    return { sampleType: 'float32', widened: bits === 16 ? 'float16' : 'float24' };
  if (format === 3 && bits === 32) return { sampleType: 'float32', widened: null };
  if (format === 3 && bits === 64) return { sampleType: 'float64', widened: null };
  const kind =
    ['?', 'unsigned', 'signed', 'float', 'undefined', 'complex integer', 'complex float'][format] ?? '?';
  throw new Unsupported(`${where}: ${bits}-bit ${kind} samples (SampleFormat ${format}) are not supported`);
}
