/** One step of a run: gradients, clipping, update. The step number is stored in the optimizer's state. */

import type { LearningRate, OmegaSchedule, OptimizerSettings } from '../../core/documents/run.ts';
import { omegaAt } from '../loss/omega-schedule.ts';
import { clipGradients, gradientNorm } from '../optimizer/clip-gradients.ts';
import { learningRateAt } from '../optimizer/learning-rate.ts';
import { type OptimizerState, updateParameters } from '../optimizer/optimizer.ts';
import type { Batch } from './batch-feeds.ts';
import type { GradientStep, StepControl, StepLosses } from './gradient-step.ts';
import type { ModelWeights } from './model-weights.ts';

export type Recipe = {
  readonly optimizer: OptimizerSettings;
  readonly learningRate: LearningRate;
  readonly omega: OmegaSchedule;
  /** Largest norm of all gradients together; null for no clipping. */
  readonly largestGradientNorm: number | null;
  /** Steps of the whole run. */
  readonly steps: number;
};

export type StepReport = {
  /** `diverged`: a loss or a gradient is not finite; weights and state are unchanged. */
  readonly kind: 'updated' | 'diverged';
  readonly losses: StepLosses;
  readonly learningRate: number;
  readonly omega: number;
  /** Before clipping. */
  readonly gradientNorm: number;
};

/** Updates `weights` and `state` in place. */
export async function trainStep(
  step: GradientStep,
  recipe: Recipe,
  weights: ModelWeights,
  state: OptimizerState,
  batch: Batch,
  control?: StepControl,
): Promise<StepReport> {
  const learningRate = learningRateAt(recipe.learningRate, state.step, recipe.steps);
  const omega = omegaAt(recipe.omega, state.step, recipe.steps);
  const { losses, gradients } = await step.compute(weights, batch, omega, control);
  const norm = gradientNorm(gradients.values());
  const report = { losses, learningRate, omega, gradientNorm: norm };
  if (!Number.isFinite(losses.total) || !Number.isFinite(norm)) return { kind: 'diverged', ...report };
  if (recipe.largestGradientNorm !== null) clipGradients(gradients.values(), recipe.largestGradientNorm);
  updateParameters(recipe.optimizer, state, weights, gradients, learningRate);
  return { kind: 'updated', ...report };
}
