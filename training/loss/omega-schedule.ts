/**
 * Weight of the long texts over a run. The paper trains with a constant 0.8; its dual-granularity curriculum changes
 * the weight during training in a way that is not published, so linear and cosine are offered.
 */

import type { OmegaSchedule } from '../../core/documents/run.ts';

export const PAPER_OMEGA: OmegaSchedule = { kind: 'constant', omega: 0.8 };

/** Weight at `step`, counted from 0; the last of `steps` steps has the final weight. */
export function omegaAt(schedule: OmegaSchedule, step: number, steps: number): number {
  if (schedule.kind === 'constant') return schedule.omega;
  const { kind, from, to } = schedule;
  const passed = steps > 1 ? Math.min(step / (steps - 1), 1) : 0;
  const share = kind === 'linear' ? passed : (1 - Math.cos(Math.PI * passed)) / 2;
  return from + (to - from) * share;
}
