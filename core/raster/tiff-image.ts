/** Layout of one image of a TIFF file, read and checked. */
import type { ByteSource } from '../byte-source.ts';
import type { SampleType } from '../tensor/samples.ts';

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
  readonly isFloat16: boolean;
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
  readonly jpegTables: Uint8Array | null;
  readonly lercWrapped: 'none' | 'deflate' | 'zstd';
  /** 8-bit colours [entries, 3] of a palette image. */
  readonly palette: Uint8Array | null;
  readonly nodata: number | null;
};

/** Bytes of a whole block in memory. */
export function blockBytes(image: TiffImage): number {
  const { blockWidthPx, blockHeightPx, bands, planar, bitsPerSample, isFloat16 } = image;
  // Samples of fewer bits are unpacked into the next whole bytes.
  const bits = isFloat16 ? 32 : bitsPerSample <= 8 ? 8 : bitsPerSample <= 16 ? 16 : bitsPerSample;
  return (blockWidthPx * blockHeightPx * (planar ? 1 : bands) * bits) / 8;
}
