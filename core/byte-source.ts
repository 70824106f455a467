/** Random access to bytes: a local file, a buffer, a remote object. */
export interface ByteSource {
  /** Shown in errors: a path or a name. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly `length` bytes at `offset`; throws `InvalidInput` when the source ends before. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}
