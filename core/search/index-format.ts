/** The records of an index: one embedding for each window, as halves. */
import {
  headerBytes,
  headerSize,
  RECORD_HEAD_BYTES,
  readRecord,
  readRecordHead,
  recordBytes,
  recordSize,
} from './index-file.ts';
import type { IndexKey } from './index-key.ts';
import type { RecordFormat } from './record-format.ts';

export function indexFormat(key: IndexKey): RecordFormat {
  const dim = key.model.embeddingDim;
  return {
    headerBytes: (recordsPlanned) => headerBytes(key, recordsPlanned),
    checkKind: (start, path) => {
      headerSize(start, path);
    },
    recordSize: (count) => recordSize(count, dim),
    recordBytes: (record, planned, validity, numbers) => recordBytes(record, planned, validity, numbers, dim),
    isIntact: (bytes, record, planned) => {
      const head = readRecordHead(bytes.subarray(0, RECORD_HEAD_BYTES), record, key);
      return (
        head !== null &&
        head.segment === planned.segment &&
        head.first === planned.first &&
        head.count === planned.count &&
        readRecord(bytes, head, dim) !== null
      );
    },
  };
}
