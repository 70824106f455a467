/** Order of records in batches, from the seed alone, so that a run can resume at any step without stored state. */
import { InvalidInput } from '../../core/errors.ts';
import { shuffled } from '../../core/seeded-random.ts';

export type BatchOrder = {
  readonly stepsPerEpoch: number;
  /** Record numbers of the step's batch; steps count from 0. */
  readonly at: (step: number) => readonly number[];
};

/** Every epoch has a new order; records that do not fill a whole batch are left out of it. Throws `InvalidInput` for more `rows` than `records`. */
export function batchOrder(records: number, rows: number, seed: number): BatchOrder {
  if (rows < 1 || rows > records)
    throw new InvalidInput(
      `a batch of ${rows} pairs does not fit a data set of ${records}: make the batch smaller, or add pairs`,
    );
  const stepsPerEpoch = Math.floor(records / rows);
  const all = Array.from({ length: records }, (_, i) => i);
  let drawn = { epoch: -1, order: all };
  return {
    stepsPerEpoch,
    at: (step) => {
      const epoch = Math.floor(step / stepsPerEpoch);
      if (drawn.epoch !== epoch) drawn = { epoch, order: shuffled(all, Math.imul(seed, 0x9e3779b1) + epoch) };
      const start = (step % stepsPerEpoch) * rows;
      return drawn.order.slice(start, start + rows);
    },
  };
}
