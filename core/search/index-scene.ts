/** Indexing of a scene: encodes its windows and appends them to a file. Can resume. */
import type { Encoder } from '../encoder.ts';
import type { Storage } from '../host.ts';
import type { Task } from '../task.ts';
import { checkEncoding, type EncodingRequest, encodeRecords, type WindowEncoding } from './encode-records.ts';
import { windowCount } from './grid.ts';
import { indexFormat } from './index-format.ts';
import type { IndexKey } from './index-key.ts';
import { openIndexWriter } from './index-writer.ts';
import type { RecordFormat } from './record-format.ts';
import { planRecords } from './record-plan.ts';

export type IndexRequest = EncodingRequest & { readonly storage: Storage; readonly path: string };

/** What is encoded of each window, and how it is stored. */
export type WindowRecords = WindowEncoding & { readonly format: RecordFormat };

/**
 * Resolves when every window of the grid is on disk. Progress counts windows written. An abort rejects with the signal's reason after
 * at most one record; written records stay, and a later call continues there and produces the same bytes as an uninterrupted run.
 * Throws `InvalidInput` if scene, key and encoder do not match.
 */
export function indexScene(request: IndexRequest, task: Task): Promise<void> {
  const { key, encoder } = request;
  return writeRecords(request, { format: indexFormat(key), ...embeddingsOf(key, encoder) }, task);
}

/** One embedding for each window of the key's grid. */
export function embeddingsOf({ grid }: IndexKey, encoder: Encoder): WindowEncoding {
  return {
    ranges: planRecords(grid),
    encode: (pictures, signal) => encoder.encodeImages(pictures, signal),
    numbersEach: encoder.model.embeddingDim,
  };
}

/** As `indexScene`, for any kind of records. */
export async function writeRecords(request: IndexRequest, records: WindowRecords, task: Task): Promise<void> {
  checkEncoding(request);
  const { key } = request;
  const { format, ranges } = records;
  const plan = ranges.flatMap((range) => range.records);
  const { file, recordsDone } = await openIndexWriter(
    request.storage,
    request.path,
    format,
    plan,
    task.signal,
  );
  try {
    const total = windowCount(key.grid);
    let done = plan.slice(0, recordsDone).reduce((sum, record) => sum + record.count, 0);
    task.report({ phase: 'indexing', done, total });
    const run = { first: recordsDone, end: plan.length };
    for await (const { record, number, validity, numbers } of encodeRecords(
      request,
      records,
      run,
      task.signal,
    )) {
      task.signal.throwIfAborted();
      await file.append(format.recordBytes(number, record, validity, numbers));
      done += record.count;
      task.report({ phase: 'indexing', done, total });
    }
  } finally {
    await file.close();
  }
}
