/** Interface of checkpoint file formats. */
import type { ByteSource } from '../../core/byte-source.ts';
import type { StoredCheckpoint } from './state-dict.ts';

export type CheckpointFormat = {
  readonly name: string;
  /** True if the first bytes and the size of a file fit the format. */
  readonly matches: (head: Uint8Array, sizeBytes: number) => boolean;
  /** Reads the tensors, with keys as stored. */
  readonly read: (source: ByteSource, signal?: AbortSignal) => Promise<StoredCheckpoint>;
};
