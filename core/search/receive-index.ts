/** An index file made of embeddings that were encoded elsewhere. */
import { fromHalves } from '../bytes/float16.ts';
import { InvalidInput } from '../errors.ts';
import type { Storage } from '../host.ts';
import type { Task } from '../task.ts';
import { windowCount } from './grid.ts';
import { indexFormat } from './index-format.ts';
import type { IndexKey } from './index-key.ts';
import { openIndexWriter } from './index-writer.ts';
import { planRecords } from './record-plan.ts';

export type ReceivedRecord = {
  /** One entry for each window of the record. */
  readonly validity: readonly boolean[];
  /** Of the valid windows [valid, dim]. */
  readonly halves: Uint16Array;
};

/**
 * Appends the records from the first missing one on: the same bytes as if they had been encoded here. An abort keeps those written. Throws
 * `InvalidInput` for a record of other windows.
 */
export async function receiveIndex(
  { storage, path, key }: { readonly storage: Storage; readonly path: string; readonly key: IndexKey },
  recordsFrom: (first: number) => AsyncIterable<ReceivedRecord>,
  { signal, report }: Task,
): Promise<void> {
  const plan = planRecords(key.grid).flatMap(({ records }) => records);
  const format = indexFormat(key);
  const { file, recordsDone } = await openIndexWriter(storage, path, format, plan, signal);
  try {
    const total = windowCount(key.grid);
    let number = recordsDone;
    let done = plan.slice(0, number).reduce((sum, record) => sum + record.count, 0);
    if (number === plan.length) return;
    for await (const { validity, halves } of recordsFrom(number)) {
      signal.throwIfAborted();
      const planned = plan[number];
      const valid = validity.filter(Boolean).length;
      if (validity.length !== planned?.count || halves.length !== valid * key.model.embeddingDim)
        throw new InvalidInput(`record ${number + 1} of the received index does not fit its grid`);
      await file.append(format.recordBytes(number, planned, validity, fromHalves(halves)));
      number++;
      done += planned.count;
      report({ phase: 'receiving', done, total });
    }
    if (number < plan.length)
      throw new InvalidInput(`the received index ends after ${number} of ${plan.length} records`);
  } finally {
    await file.close();
  }
}
