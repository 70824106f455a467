/** How much of its base a run keeps. `torch/fine_tune/kept_base.py` has the same rule; `RUNS.md` the measurements. */
import type { RunSpec, Tower } from './run.ts';

/**
 * Share of the base in a tower of the result. The text tower keeps more, because verdicts need sentences about other things to stay where
 * they were, while what a class looks like is learnt by the image tower.
 */
export function keptShareOf(tower: Tower, { keptShare }: Pick<RunSpec, 'keptShare'>): number {
  return tower === 'text' ? 1 - (1 - keptShare) ** 2 : keptShare;
}
