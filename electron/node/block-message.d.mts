import type { BlockRow, CroppedRows, GuardedBlock, JpegBlock } from '../../core/host.ts';

export function blockMessage(
  block: GuardedBlock | JpegBlock | BlockRow | CroppedRows,
  id: number,
  spare: ArrayBuffer | null,
): readonly unknown[];
