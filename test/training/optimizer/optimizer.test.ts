import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OptimizerSettings } from '../../../core/documents/run.ts';
import { clipGradients, gradientNorm } from '../../../training/optimizer/clip-gradients.ts';
import { learningRateAt } from '../../../training/optimizer/learning-rate.ts';
import { newOptimizerState, updateParameters } from '../../../training/optimizer/optimizer.ts';

type Run = {
  readonly lr: number;
  readonly weightDecay: number;
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
};

/** Results of PyTorch, written by `optimizers.py`. */
const torch: {
  readonly sgd: Run & { readonly momentum: number; readonly dampening: number };
  readonly adamw: Run & { readonly betas: readonly [number, number]; readonly epsilon: number };
  readonly clip: {
    readonly largest: number;
    readonly before: readonly (readonly number[])[];
    readonly norm: number;
    readonly after: readonly (readonly number[])[];
  };
} = JSON.parse(readFileSync(new URL('../../fixtures/training/optimizers.json', import.meta.url), 'utf8'));

describe('an update', () => {
  test.each<[string, Run, OptimizerSettings]>([
    ['SGD with momentum, dampening and decay', torch.sgd, { kind: 'sgd', decayed: 'all', ...torch.sgd }],
    ['AdamW', torch.adamw, { kind: 'adamw', decayed: 'all', ...torch.adamw }],
  ])('by %s equals that of PyTorch at each of five steps', (_, run, optimizer) => {
    const elements = Float32Array.from(run.start);
    const parameters = new Map([['w', { shape: [3, 4], elements }]]);
    const state = newOptimizerState();
    for (const [i, gradient] of run.gradients.entries()) {
      updateParameters(optimizer, state, parameters, new Map([['w', Float32Array.from(gradient)]]), run.lr);
      run.after[i].forEach((expected, at) => {
        expect(Math.abs(elements[at] - expected)).toBeLessThan(3e-7 * Math.max(1, Math.abs(expected)));
      });
    }
    expect(state.step).toBe(5);
  });

  test('continues from a copy of its state, bit for bit', () => {
    const optimizer: OptimizerSettings = { kind: 'adamw', decayed: 'all', ...torch.adamw };
    const gradients = torch.adamw.gradients.map((gradient) => new Map([['w', Float32Array.from(gradient)]]));
    const straight = { shape: [3, 4], elements: Float32Array.from(torch.adamw.start) };
    const state = newOptimizerState();
    for (const gradient of gradients)
      updateParameters(optimizer, state, new Map([['w', straight]]), gradient, 0.01);
    const resumed = { shape: [3, 4], elements: Float32Array.from(torch.adamw.start) };
    let kept = newOptimizerState();
    for (const gradient of gradients) {
      kept = structuredClone(kept);
      updateParameters(optimizer, kept, new Map([['w', resumed]]), gradient, 0.01);
    }
    expect(resumed).toEqual(straight);
    expect(kept).toEqual(state);
  });

  test('decays only matrices when asked to', () => {
    const shapes = { matrix: [2, 2], bias: [4], scale: [] };
    const parameters = new Map(
      Object.entries(shapes).map(([key, shape]) => [
        key,
        { shape, elements: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1) },
      ]),
    );
    const zeros = new Map([...parameters].map(([key, { elements }]) => [key, elements.map(() => 0)]));
    const optimizer: OptimizerSettings = { kind: 'adamw', decayed: 'matrices', ...torch.adamw };
    updateParameters(optimizer, newOptimizerState(), parameters, zeros, 0.5);
    expect([...parameters.values()].map(({ elements }) => elements[0])).toEqual([Math.fround(0.9), 1, 1]);
  });

  test('leaves a parameter without a gradient unchanged and refuses a gradient without a parameter', () => {
    const parameters = new Map([['w', { shape: [2], elements: Float32Array.of(1, 2) }]]);
    const optimizer: OptimizerSettings = { kind: 'sgd', decayed: 'all', ...torch.sgd };
    updateParameters(optimizer, newOptimizerState(), parameters, new Map(), 1);
    expect([...parameters.get('w')!.elements]).toEqual([1, 2]);
    const stray = new Map([['v', new Float32Array(2)]]);
    expect(() => updateParameters(optimizer, newOptimizerState(), parameters, stray, 1)).toThrow('v');
  });
});

describe('clipping', () => {
  test('scales all gradients as PyTorch does and returns their norm before scaling', () => {
    const { before, largest, norm, after } = torch.clip;
    const gradients = before.map((gradient) => Float32Array.from(gradient));
    expect(clipGradients(gradients, largest)).toBeCloseTo(norm, 6);
    gradients.forEach((gradient, i) => {
      expect([...gradient]).toEqual(after[i].map((value) => expect.closeTo(value, 6)));
    });
    expect(gradientNorm(gradients)).toBeCloseTo(largest, 5);
  });

  test('leaves gradients below the limit unchanged', () => {
    const gradient = Float32Array.of(0.3, -0.4);
    expect(clipGradients([gradient], 10)).toBeCloseTo(0.5, 6);
    expect(gradient).toEqual(Float32Array.of(0.3, -0.4));
  });
});

describe('the learning rate', () => {
  test('warms up in equal steps, then falls along half a cosine to nearly zero', () => {
    const schedule = { kind: 'cosine', rate: 2, warmUpSteps: 4 } as const;
    const rates = Array.from({ length: 12 }, (_, step) => learningRateAt(schedule, step, 12));
    expect(rates.slice(0, 4)).toEqual([0.5, 1, 1.5, 2]);
    expect(rates[4]).toBe(2);
    expect(rates[8]).toBeCloseTo(1, 12);
    expect(rates[11]).toBeCloseTo(1 + Math.cos((Math.PI * 7) / 8), 12);
    expect(learningRateAt(schedule, 12, 12)).toBeCloseTo(0, 12);
  });

  test('is the same at every step of a constant schedule', () => {
    expect(learningRateAt({ kind: 'constant', rate: 3e-4 }, 17, 20)).toBe(3e-4);
  });
});
