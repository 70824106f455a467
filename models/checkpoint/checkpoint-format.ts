/** One kind of checkpoint file. */
import type { ByteSource } from '../../core/byte-source.ts';
import type { StoredCheckpoint } from './state-dict.ts';

export type CheckpointFormat = {
  readonly name: string;
  /** Told from the first bytes and the file's size. */
  readonly matches: (head: Uint8Array, sizeBytes: number) => boolean;
  /** Keys as stored. */
  readonly read: (source: ByteSource, signal?: AbortSignal) => Promise<StoredCheckpoint>;
};
