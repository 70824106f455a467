/** Learning rate over a run: constant, or a linear warm-up followed by half a cosine down to zero. */

import type { LearningRate } from '../../core/documents/run.ts';

/** Rate at `step`, counted from 0, of `steps` in total. The warm-up ends at `rate`, as in open_clip and Long-CLIP. */
export function learningRateAt(schedule: LearningRate, step: number, steps: number): number {
  const { rate } = schedule;
  if (schedule.kind === 'constant') return rate;
  const { warmUpSteps } = schedule;
  if (step < warmUpSteps) return (rate * (step + 1)) / warmUpSteps;
  const passed = (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
  return (rate * (1 + Math.cos(Math.PI * Math.min(passed, 1)))) / 2;
}
