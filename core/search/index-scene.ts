/** Indexing of a scene: reads bands, cuts windows, encodes them, appends records to a file. Can resume. */

import { abortable } from '../abortable.ts';
import { joinFloats } from '../bytes/join.ts';
import { type Encoder, embeddingIdentity } from '../encoder.ts';
import { InvalidInput } from '../errors.ts';
import type { Storage } from '../host.ts';
import type { MaskedRgb, SceneReader } from '../raster/scene-reader.ts';
import type { Task } from '../task.ts';
import { awaitedLater } from './awaited-later.ts';
import { BandPass } from './band-pass.ts';
import { windowAt, windowCount } from './grid.ts';
import { indexFormat } from './index-format.ts';
import type { IndexKey } from './index-key.ts';
import { openIndexWriter } from './index-writer.ts';
import { isWorthEncoding } from './is-worth-encoding.ts';
import type { RecordFormat } from './record-format.ts';
import { type ColumnRange, planRecords, type RowRecord } from './record-plan.ts';

export type IndexRequest = {
  readonly reader: SceneReader;
  readonly encoder: Encoder;
  /** Determines the windows; its model must be that of the encoder. */
  readonly key: IndexKey;
  readonly storage: Storage;
  readonly path: string;
  /** Maximum number of windows per call of the encoder. */
  readonly batchSize: number;
};

/** What is encoded of each window, and how it is stored. */
export type WindowRecords = {
  readonly format: RecordFormat;
  readonly ranges: readonly ColumnRange[];
  /** The numbers of the pictures, `numbersEach` for each, in order. */
  readonly encode: (pictures: readonly MaskedRgb[], signal: AbortSignal) => Promise<Float32Array>;
  readonly numbersEach: number;
};

/** Limit on the pixels of a batch, since the pictures of two batches are in memory at the same time. */
const BATCH_BYTES = 48 << 20;

type Batch = {
  readonly record: RowRecord;
  readonly number: number;
  readonly pictures: readonly MaskedRgb[];
  /** Validity of all windows of the record; set on its last batch, null before. */
  readonly validity: readonly boolean[] | null;
};

/**
 * Resolves when every window of the grid is on disk. Progress counts windows written. An abort rejects with the signal's reason after
 * at most one record; written records stay, and a later call continues there and produces the same bytes as an uninterrupted run.
 * Throws `InvalidInput` if scene, key and encoder do not match.
 */
export function indexScene(request: IndexRequest, task: Task): Promise<void> {
  const { key, encoder } = request;
  return writeRecords(
    request,
    {
      format: indexFormat(key),
      ranges: planRecords(key.grid),
      encode: (pictures, signal) => encoder.encodeImages(pictures, signal),
      numbersEach: encoder.model.embeddingDim,
    },
    task,
  );
}

/** As `indexScene`, for any kind of records. */
export async function writeRecords(request: IndexRequest, records: WindowRecords, task: Task): Promise<void> {
  checkRequest(request);
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
    const batches = cutBatches(request, ranges, recordsDone, task.signal);
    for await (const { batch, numbers } of encodeAhead(records, batches, task.signal)) {
      if (batch.validity === null) continue;
      task.signal.throwIfAborted();
      await file.append(format.recordBytes(batch.number, batch.record, batch.validity, numbers));
      done += batch.record.count;
      task.report({ phase: 'indexing', done, total });
    }
  } finally {
    await file.close();
  }
}

function checkRequest({ reader, encoder, key, batchSize }: IndexRequest): void {
  const { grid } = key;
  if (reader.widthPx !== grid.widthPx || reader.heightPx !== grid.heightPx)
    throw new InvalidInput(
      `the grid is for a raster of ${grid.widthPx} x ${grid.heightPx} pixels, the scene has ${reader.widthPx} x ${reader.heightPx}`,
    );
  if (embeddingIdentity(encoder.model) !== embeddingIdentity(key.model))
    throw new InvalidInput(`the index is for model ${key.model.id}, the encoder for ${encoder.model.id}`);
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new InvalidInput(`batch size: expected a whole number above 0, got ${batchSize}`);
}

/** Pictures of all records still to write, in the order of the plan. Batches never span records, so they depend only on the grid. */
async function* cutBatches(
  request: IndexRequest,
  ranges: readonly ColumnRange[],
  recordsDone: number,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  let number = 0;
  for (const range of ranges) {
    const records = range.records.slice(Math.max(0, recordsDone - number));
    number += range.records.length - records.length;
    const tops = lowestTops(records);
    const bands = new BandPass(request.reader, range, tops[0] ?? 0, signal);
    for (const [i, record] of records.entries()) {
      await bands.need(tops[i], record.bottom);
      yield* cutRecord(request, bands, record, number++);
    }
  }
}

function* cutRecord(
  { key, batchSize }: IndexRequest,
  bands: BandPass,
  record: RowRecord,
  number: number,
): Generator<Batch, void, undefined> {
  const segment = key.grid.segments[record.segment];
  const most = Math.max(1, Math.min(batchSize, Math.floor(BATCH_BYTES / (segment.sizePx ** 2 * 3))));
  const validity: boolean[] = [];
  let pictures: MaskedRgb[] = [];
  for (let i = 0; i < record.count; i++) {
    const picture = bands.cut(windowAt(key.grid, segment, record.first + i));
    const worth = isWorthEncoding(picture);
    validity.push(worth);
    if (worth && pictures.length === most) {
      yield { record, number, pictures, validity: null };
      pictures = [];
    }
    if (worth) pictures.push(picture);
  }
  yield { record, number, pictures, validity };
}

type Encoded = { readonly batch: Batch; readonly encoding: Promise<Float32Array> | null };

/**
 * Encodes batch by batch. While one is encoded, the next is read, cut and passed to the encoder, so that it is preprocessed when
 * the towers are free. The embeddings of a record are yielded together with its last batch.
 */
async function* encodeAhead(
  records: WindowRecords,
  batches: AsyncGenerator<Batch, void, undefined>,
  signal: AbortSignal,
): AsyncGenerator<{ batch: Batch; numbers: Float32Array }, void, undefined> {
  const start = async (): Promise<Encoded | null> => {
    const next = await batches.next();
    if (next.done) return null;
    const batch: Batch = next.value;
    if (batch.pictures.length === 0) return { batch, encoding: null };
    return { batch, encoding: awaitedLater(records.encode(batch.pictures, signal)) };
  };
  let parts: Float32Array[] = [];
  let current = await abortable(start(), signal);
  while (current !== null) {
    signal.throwIfAborted();
    const { batch, encoding }: Encoded = current;
    const ahead: Encoded | null = await abortable(start(), signal);
    const numbers = encoding === null ? null : await abortable(encoding, signal);
    if (numbers !== null) parts.push(checkedNumbers(numbers, batch, records));
    yield {
      batch,
      numbers:
        batch.validity === null ? new Float32Array(0) : parts.length === 1 ? parts[0] : joinFloats(parts),
    };
    if (batch.validity !== null) parts = [];
    current = ahead;
  }
}

function checkedNumbers(numbers: Float32Array, batch: Batch, { numbersEach }: WindowRecords): Float32Array {
  if (numbers.length !== batch.pictures.length * numbersEach)
    throw new InvalidInput(
      `the model returned ${numbers.length} numbers for ${batch.pictures.length} windows; expected ${batch.pictures.length * numbersEach}`,
    );
  return numbers;
}

/** For each record, the topmost pixel row that it or a later record needs. */
function lowestTops(records: readonly RowRecord[]): number[] {
  const tops = records.map((record) => record.top);
  for (let i = tops.length - 2; i >= 0; i--) tops[i] = Math.min(tops[i], tops[i + 1]);
  return tops;
}
