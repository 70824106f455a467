/** Stochastic gradient descent with momentum, equal to `torch.optim.SGD`. */

export type SgdSettings = {
  readonly momentum: number;
  /** Share of a new gradient that the momentum leaves out; the first gradient enters in full. */
  readonly dampening: number;
  /** Added to the gradient as `weightDecay * parameter`. */
  readonly weightDecay: number;
};

/** The settings of the paper's Table X, which uses a learning rate of 3e-4. */
export const PAPER_SGD: SgdSettings = { momentum: 0.9, dampening: 0.1, weightDecay: 0 };

/** Updates `parameter` and its `velocity` (same length) in place. `step` counts from 1. */
export function stepSgd(
  parameter: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  { momentum, dampening, weightDecay }: SgdSettings,
  learningRate: number,
  step: number,
): void {
  const entering = step === 1 ? 1 : 1 - dampening;
  for (let i = 0; i < parameter.length; i++) {
    const slope = gradient[i] + weightDecay * parameter[i];
    velocity[i] = momentum * velocity[i] + entering * slope;
    parameter[i] -= learningRate * velocity[i];
  }
}
