/** Detection of runs that diverge. */
import { InvalidInput } from '../../core/errors.ts';
import type { StepReport } from '../step/train-step.ts';

/** A loss more than this many times the first loss, or the loss of guessing if that is larger, counts as divergence. */
const DIVERGED = 10;

/**
 * Throws `InvalidInput` for a step that is not finite or has diverged. `number` is that of the step; `firstLoss` is null at
 * the first one; `chance` is the loss of guessing.
 */
export function refuseDivergence(
  { kind, losses }: StepReport,
  number: number,
  firstLoss: number | null,
  chance: number,
): void {
  if (kind === 'diverged')
    throw new InvalidInput(
      `step ${number}: the loss or a gradient is not finite (loss ${losses.total}): lower the learning rate, or check for damaged pictures`,
    );
  const first = firstLoss ?? losses.total;
  if (losses.total > DIVERGED * Math.max(first, chance))
    throw new InvalidInput(
      `step ${number}: the loss has risen from ${first.toFixed(2)} to ${losses.total.toFixed(2)}, so the run diverges: lower the learning rate`,
    );
}
