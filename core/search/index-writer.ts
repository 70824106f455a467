/** Writer that appends records to an index file and finds where an interrupted one continues. */
import { InvalidInput } from '../errors.ts';
import type { AppendFile, Storage } from '../host.ts';
import { HEADER_BYTES } from './index-file.ts';
import type { RecordFormat } from './record-format.ts';
import type { PlannedRecord } from './record-plan.ts';

export type IndexWriter = {
  readonly file: AppendFile;
  /** Number of planned records that are already in the file. */
  readonly recordsDone: number;
};

/**
 * Opens or creates the index at `path` and removes an incomplete record at its end. Throws `InvalidInput` if the file is the index of
 * another key, and `Unsupported` for another version; the file is then unchanged. The caller closes `file`.
 */
export async function openIndexWriter(
  storage: Storage,
  path: string,
  format: RecordFormat,
  plan: readonly PlannedRecord[],
  signal?: AbortSignal,
): Promise<IndexWriter> {
  const header = await format.headerBytes(plan.length);
  const file = await storage.openAppend(path);
  try {
    if (await holdsHeader(file, header, format, path)) {
      const { recordsDone, sizeBytes } = await intactRecords(file, header.length, format, plan, signal);
      if (sizeBytes < file.sizeBytes) await file.truncate(sizeBytes);
      return { file, recordsDone };
    }
    await file.truncate(0);
    await file.append(header);
    return { file, recordsDone: 0 };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** False for an empty file or an incomplete header of this index; throws for anything else that is not this index. */
async function holdsHeader(
  file: AppendFile,
  header: Uint8Array,
  format: RecordFormat,
  path: string,
): Promise<boolean> {
  const start = await file.read(0, Math.min(file.sizeBytes, header.length));
  const same = start.every((byte, i) => byte === header[i]);
  if (same) return start.length === header.length;
  if (start.length >= HEADER_BYTES) format.checkKind(start, path);
  throw new InvalidInput(
    `${path} contains the index of another scene, model view, model or grid: remove the file and index the scene again`,
  );
}

async function intactRecords(
  file: AppendFile,
  headerSizeBytes: number,
  format: RecordFormat,
  plan: readonly PlannedRecord[],
  signal?: AbortSignal,
): Promise<{ recordsDone: number; sizeBytes: number }> {
  let at = headerSizeBytes;
  for (const [number, planned] of plan.entries()) {
    signal?.throwIfAborted();
    const size = format.recordSize(planned.count);
    if (at + size > file.sizeBytes || !format.isIntact(aligned(await file.read(at, size)), number, planned))
      return { recordsDone: number, sizeBytes: at };
    at += size;
  }
  return { recordsDone: plan.length, sizeBytes: at };
}

/** Halves are read in place, so their bytes must start at an even offset. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
}
