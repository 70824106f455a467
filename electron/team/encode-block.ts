/** A block of an index encoded: the same windows by the same code as in a local index. */
import type { Encoder } from '../../core/encoder.ts';
import type { SceneReader } from '../../core/raster/scene-reader.ts';
import type { Bank } from '../../core/search/bank.ts';
import { encodeRecords } from '../../core/search/encode-records.ts';
import type { IndexKey } from '../../core/search/index-key.ts';
import { embeddingsOf } from '../../core/search/index-scene.ts';
import { DotKernel } from '../../core/search/scan/dot-kernel.ts';
import { addWindows, type BankTops, noTops } from '../../core/team/bank-tops.ts';
import { halvesOf, type RecordWindows } from './window-rows.ts';

/** Windows of one call of the encoder, as in local indexes. */
const BATCH_WINDOWS = 16;

export type EncodedBlock = {
  readonly records: readonly RecordWindows[];
  /** All windows, also those without an embedding. */
  readonly windows: number;
  /** What the everyday sentences reach in them; null without a bank. */
  readonly tops: BankTops | null;
};

/** Throws `InvalidInput` if scene, key and encoder do not match. */
export async function encodeBlock(
  reader: SceneReader,
  encoder: Encoder,
  key: IndexKey,
  { first, count }: { readonly first: number; readonly count: number },
  bank: Bank | null,
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
  return { records, windows, tops: bank === null ? null : topsIn(records, bank) };
}

/** What the everyday sentences reach in the windows of these records. */
export function topsIn(records: readonly RecordWindows[], bank: Bank): BankTops {
  const kernel = new DotKernel(bank.dim);
  const tops = noTops(bank);
  for (const { halves } of records) addWindows(tops, bank, halves, kernel);
  return tops;
}
