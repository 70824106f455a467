/** Random access to the bytes of a local file, a buffer or a remote object. */
export interface ByteSource {
  /** Path or name shown in error messages. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly `length` bytes at `offset`. Throws `InvalidInput` if the source ends before that. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Fills `target` with the bytes at `offset`; throws as `read` does. For sources that need not make an array first. */
  readInto?(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void>;
  /**
   * Runs `work` with the number under which this process has the file open: its other threads can read it themselves. The file stays open
   * until `work` has ended. Only local files have one.
   */
  lend?<T>(work: (descriptor: number) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
