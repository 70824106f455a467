/** Encoding of the records of a plan: reads bands, cuts windows, encodes them batch by batch. */
import { abortable } from '../abortable.ts';
import { joinFloats } from '../bytes/join.ts';
import { type Encoder, embeddingIdentity } from '../encoder.ts';
import { InvalidInput } from '../errors.ts';
import type { MaskedRgb, SceneReader } from '../raster/scene-reader.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import { awaitedLater } from './awaited-later.ts';
import { BandPass } from './band-pass.ts';
import { windowAt } from './grid.ts';
import type { IndexKey } from './index-key.ts';
import { isWorthEncoding } from './is-worth-encoding.ts';
import type { ColumnRange, RowRecord } from './record-plan.ts';

export type EncodingRequest = {
  readonly reader: SceneReader;
  readonly encoder: Encoder;
  /** Determines the windows; its model must be that of the encoder. */
  readonly key: IndexKey;
  /** Maximum number of windows per call of the encoder. */
  readonly batchSize: number;
};

/** What is encoded of each window, in which order. */
export type WindowEncoding = {
  readonly ranges: readonly ColumnRange[];
  /** The numbers of the pictures, `numbersEach` for each, in order. */
  readonly encode: (pictures: readonly MaskedRgb[], signal: AbortSignal) => Promise<Float32Array>;
  readonly numbersEach: number;
};

/** Records of the plan, counted through all ranges: from `first` up to `end`, which is not among them. */
export type RecordRun = { readonly first: number; readonly end: number };

export type EncodedRecord = {
  readonly record: RowRecord;
  readonly number: number;
  /** One entry for each window of the record. */
  readonly validity: readonly boolean[];
  /** Of the valid windows, in order. */
  readonly numbers: Float32Array;
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
 * The records of `run`, in order. Their numbers do not depend on where the run begins and ends. Throws `InvalidInput` if scene, key and
 * encoder do not match.
 */
export async function* encodeRecords(
  request: EncodingRequest,
  encoding: WindowEncoding,
  run: RecordRun,
  signal: AbortSignal,
): AsyncGenerator<EncodedRecord, void, undefined> {
  checkEncoding(request);
  const batches = cutBatches(request, encoding.ranges, run, signal);
  for await (const { batch, numbers } of encodeAhead(encoding, batches, signal))
    if (batch.validity !== null)
      yield { record: batch.record, number: batch.number, validity: batch.validity, numbers };
}

export function checkEncoding({ reader, encoder, key, batchSize }: EncodingRequest): void {
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

/** Pictures of the records of the run, in the order of the plan. Batches never span records, so they depend only on the grid. */
async function* cutBatches(
  request: EncodingRequest,
  ranges: readonly ColumnRange[],
  { first, end }: RecordRun,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  let start = 0;
  for (const range of ranges) {
    const from = Math.max(0, first - start);
    const records = range.records.slice(from, Math.max(from, end - start));
    let number = start + from;
    start += range.records.length;
    if (records.length === 0) continue;
    const tops = lowestTops(records);
    const bands = new BandPass(request.reader, range, tops[0], signal);
    for (const [i, record] of records.entries()) {
      await bands.need(tops[i], record.bottom);
      yield* cutRecord(request, bands, record, number++, signal);
    }
  }
}

/** Other work on the thread runs in between. */
async function* cutRecord(
  { key, batchSize }: EncodingRequest,
  bands: BandPass,
  record: RowRecord,
  number: number,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
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
    if (turnIsLong()) await nextTurn(signal);
  }
  yield { record, number, pictures, validity };
}

type Encoded = { readonly batch: Batch; readonly pending: Promise<Float32Array> | null };

/**
 * Encodes batch by batch. While one is encoded, the next is read, cut and passed to the encoder, so that it is preprocessed when
 * the towers are free. The embeddings of a record are yielded together with its last batch.
 */
async function* encodeAhead(
  encoding: WindowEncoding,
  batches: AsyncGenerator<Batch, void, undefined>,
  signal: AbortSignal,
): AsyncGenerator<{ batch: Batch; numbers: Float32Array }, void, undefined> {
  const start = async (): Promise<Encoded | null> => {
    const next = await batches.next();
    if (next.done) return null;
    const batch: Batch = next.value;
    if (batch.pictures.length === 0) return { batch, pending: null };
    return { batch, pending: awaitedLater(encoding.encode(batch.pictures, signal)) };
  };
  let parts: Float32Array[] = [];
  let current = await abortable(start(), signal);
  while (current !== null) {
    signal.throwIfAborted();
    const { batch, pending }: Encoded = current;
    const ahead: Encoded | null = await abortable(start(), signal);
    const numbers = pending === null ? null : await abortable(pending, signal);
    if (numbers !== null) parts.push(checkedNumbers(numbers, batch, encoding));
    yield {
      batch,
      numbers:
        batch.validity === null ? new Float32Array(0) : parts.length === 1 ? parts[0] : joinFloats(parts),
    };
    if (batch.validity !== null) parts = [];
    current = ahead;
  }
}

function checkedNumbers(numbers: Float32Array, batch: Batch, { numbersEach }: WindowEncoding): Float32Array {
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
