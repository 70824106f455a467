/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), equal to `torch.optim.AdamW`. */

export type AdamWSettings = {
  /** Decay rates of the mean of the gradients and of their squares. */
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
};

/** The settings of CLIP and Long-CLIP. */
export const CLIP_ADAMW: AdamWSettings = { betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.2 };

/** Updates `parameter` and its moments (same length, zeros at first) in place. `step` counts from 1. */
export function stepAdamW(
  parameter: Float32Array,
  gradient: Float32Array,
  mean: Float32Array,
  square: Float32Array,
  { betas: [beta1, beta2], epsilon, weightDecay }: AdamWSettings,
  learningRate: number,
  step: number,
): void {
  const stride = learningRate / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  const kept = 1 - learningRate * weightDecay;
  for (let i = 0; i < parameter.length; i++) {
    const slope = gradient[i];
    mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
    square[i] = beta2 * square[i] + (1 - beta2) * slope * slope;
    parameter[i] = kept * parameter[i] - (stride * mean[i]) / (Math.sqrt(square[i]) * correction + epsilon);
  }
}
