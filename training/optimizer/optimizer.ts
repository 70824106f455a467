/** Updates all trained parameters by one step and keeps the state for the next. */
import type { OptimizerSettings } from '../../core/documents/run.ts';
import { stepAdamW } from './adamw.ts';
import { stepSgd } from './sgd.ts';

/** State of an optimizer. Moments per key: one array for SGD, two for AdamW, each as long as the parameter. */
export type OptimizerState = {
  /** Updates done. */
  step: number;
  readonly moments: Map<string, readonly Float32Array[]>;
};

/** A parameter; the optimizer changes its elements in place. */
export type Weight = { readonly shape: readonly number[]; readonly elements: Float32Array };

export function newOptimizerState(): OptimizerState {
  return { step: 0, moments: new Map() };
}

/** Updates `parameters` and `state` in place. A parameter without a gradient is not changed, as in PyTorch. */
export function updateParameters(
  optimizer: OptimizerSettings,
  state: OptimizerState,
  parameters: ReadonlyMap<string, Weight>,
  gradients: ReadonlyMap<string, Float32Array>,
  learningRate: number,
): void {
  state.step++;
  for (const [key, gradient] of gradients) {
    const parameter = parameters.get(key);
    if (!parameter || parameter.elements.length !== gradient.length)
      throw new Error(`${key}: a gradient of ${gradient.length} elements has no parameter of that size`);
    const { shape, elements } = parameter;
    const weightDecay = optimizer.decayed === 'all' || shape.length > 1 ? optimizer.weightDecay : 0;
    const moments = momentsOf(state, key, optimizer.kind === 'sgd' ? 1 : 2, gradient.length);
    if (optimizer.kind === 'sgd')
      stepSgd(elements, gradient, moments[0], { ...optimizer, weightDecay }, learningRate, state.step);
    else
      stepAdamW(
        elements,
        gradient,
        moments[0],
        moments[1],
        { ...optimizer, weightDecay },
        learningRate,
        state.step,
      );
  }
}

function momentsOf(
  { moments }: OptimizerState,
  key: string,
  count: number,
  length: number,
): readonly Float32Array[] {
  const known = moments.get(key);
  if (known) return known;
  const zeros = Array.from({ length: count }, () => new Float32Array(length));
  moments.set(key, zeros);
  return zeros;
}
