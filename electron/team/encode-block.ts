/** A block of an index encoded: the same windows by the same code as in a local index. */
import type { Encoder } from '../../core/encoder.ts';
import type { SceneReader } from '../../core/raster/scene-reader.ts';
import { encodeRecords } from '../../core/search/encode-records.ts';
import type { IndexKey } from '../../core/search/index-key.ts';
import { embeddingsOf } from '../../core/search/index-scene.ts';
import { halvesOf, type RecordWindows } from './window-rows.ts';

/** Windows of one call of the encoder, as in local indexes. */
const BATCH_WINDOWS = 16;

export type EncodedBlock = {
  readonly records: readonly RecordWindows[];
  /** All windows, also those without an embedding. */
  readonly windows: number;
};

/** Throws `InvalidInput` if scene, key and encoder do not match. */
export async function encodeBlock(
  reader: SceneReader,
  encoder: Encoder,
  key: IndexKey,
  { first, count }: { readonly first: number; readonly count: number },
  signal: AbortSignal,
): Promise<EncodedBlock> {
  const records: RecordWindows[] = [];
  let windows = 0;
  const request = { reader, encoder, key, batchSize: BATCH_WINDOWS };
  const run = { first, end: first + count };
  for await (const { record, validity, numbers } of encodeRecords(
    request,
    embeddingsOf(key, encoder),
    run,
    signal,
  )) {
    signal.throwIfAborted();
    windows += record.count;
    records.push({
      segment: record.segment,
      numbers: validity.flatMap((isValid, i) => (isValid ? [record.first + i] : [])),
      halves: halvesOf(numbers),
    });
  }
  return { records, windows };
}
