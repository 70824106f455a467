/** Random access to the bytes of a local file, a buffer or a remote object. */
export interface ByteSource {
  /** Path or name shown in error messages. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly `length` bytes at `offset`. Throws `InvalidInput` if the source ends before that. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}
