import type { FilePlace, JpegBlock, RowOrder, StreamPart } from '../../core/host.ts';

type Unpack = (
  bytes: Uint8Array | FilePlace,
  parts: readonly StreamPart[],
  order: RowOrder | null,
  fallback: (part: StreamPart) => Uint8Array,
) => Uint8Array;

export class BlockKernel {
  spare: ArrayBuffer | null;
  constructor(bytes: Uint8Array);
  inflate: Unpack;
  zstd: Unpack;
  jpeg(block: JpegBlock): Uint8Array | null;
  lerc(blob: Uint8Array | FilePlace, pixels: number, sizeBytes: number, swapSize: number): Uint8Array | null;
}
