/** What a file of records says about itself: the part of indexing that differs between indexes and patches. */
import type { PlannedRecord } from './record-plan.ts';

export interface RecordFormat {
  /** The first bytes of a file with this many records. They name everything that the numbers depend on. */
  headerBytes(recordsPlanned: number): Promise<Uint8Array>;
  /** Throws `Unsupported` if the start of a file is that of another version, `InvalidInput` if it is another kind of file. */
  checkKind(start: Uint8Array, path: string): void;
  recordSize(count: number): number;
  /** `validity` has one entry per window of the record; `numbers` are those of the valid windows, in order. */
  recordBytes(
    record: number,
    planned: PlannedRecord,
    validity: readonly boolean[],
    numbers: Float32Array,
  ): Uint8Array;
  /** True for a whole record with this number and these windows. `bytes` start at an even offset of their buffer. */
  isIntact(bytes: Uint8Array, record: number, planned: PlannedRecord): boolean;
}
