/** Layout of one image of a TIFF file, read and checked. */
import type { ByteSource } from '../byte-source.ts';
import type { SampleType } from '../tensor/samples.ts';
import type { White } from './codec/cielab.ts';
import type { OldJpeg } from './codec/old-jpeg-places.ts';
import type { Chroma } from './codec/ycbcr.ts';

/** Types of samples that only files have. Floats become float32, 24-bit integers uint32, and 64-bit ones float64. */
export type Widened = 'float16' | 'float24' | 'uint24' | 'uint64' | 'int64';

/** Strips of the file in a block, their height, and their number in a plane. */
export type Gathered = { readonly perBlock: number; readonly rowsPx: number; readonly perPlane: number };

/** The image of whose tiles each block holds `perBlock` side by side. */
export type Joined = { readonly stored: TiffImage; readonly perBlock: number };

export type TiffImage = {
  readonly source: ByteSource;
  readonly littleEndian: boolean;
  readonly subfileType: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** Bits per sample in the file; `sampleType` is the type in memory. */
  readonly bitsPerSample: number;
  readonly sampleType: SampleType;
  /** The type in the file if it has no type in memory; null if both are the same, or bits are unpacked. */
  readonly widened: Widened | null;
  readonly compression: number;
  readonly codecName: string;
  readonly predictor: 1 | 2 | 3;
  readonly photometric: number;
  readonly planar: boolean;
  readonly reversedBits: boolean;
  readonly orientation: number;
  readonly tiled: boolean;
  readonly blockWidthPx: number;
  /** Height of every block except the last strip, in pixels. */
  readonly blockHeightPx: number;
  readonly blockCols: number;
  readonly blockRows: number;
  /** One per block, row by row; plane after plane if planar. */
  readonly offsets: ArrayLike<number>;
  readonly byteCounts: ArrayLike<number>;
  readonly extraSamples: readonly number[];
  /** T4Options or T6Options of fax compression. */
  readonly faxOptions: number;
  readonly jpegTables: Uint8Array | null;
  readonly lercWrapped: 'none' | 'deflate' | 'zstd';
  /** 8-bit colours [entries, 3] of a palette image. */
  readonly palette: Uint8Array | null;
  readonly nodata: number | null;
  readonly oldJpeg: OldJpeg | null;
  /** Strips of the file that each block consists of; null if it is one itself. */
  readonly gathered: Gathered | null;
  /** Null if each block is one of the file. */
  readonly joined: Joined | null;
  /** How the samples come from those in the file; null if they are the same. */
  readonly conversion: ColourConversion | null;
};

/** `stored` is the image with the samples that are in the file. */
export type ColourConversion = { readonly stored: TiffImage } & (
  | { readonly kind: 'cmyk' }
  | { readonly kind: 'ycbcr'; readonly chroma: Chroma }
  | { readonly kind: 'cielab'; readonly white: White }
);

/** Bytes of a whole block in memory. */
export function blockBytes(image: TiffImage): number {
  const { blockWidthPx, blockHeightPx, bands, planar, bitsPerSample, widened } = image;
  // Samples of fewer bits are unpacked into the next whole bytes.
  const whole = bitsPerSample <= 8 ? 8 : bitsPerSample <= 16 ? 16 : bitsPerSample <= 32 ? 32 : 64;
  const bits = widened === 'float16' ? 32 : whole;
  return (blockWidthPx * blockHeightPx * (planar ? 1 : bands) * bits) / 8;
}
