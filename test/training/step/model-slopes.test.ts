import { describe, expect, test } from 'vitest';
import type { Activation } from '../../../core/documents/model.ts';
import { elementCount } from '../../../models/checkpoint/state-dict.ts';
import type { ClipConfig } from '../../../models/clip/clip-config.ts';
import { weightShapes } from '../../../models/clip/weight-names.ts';
import { gradientNorm } from '../../../training/optimizer/clip-gradients.ts';
import type { Batch } from '../../../training/step/batch-feeds.ts';
import { openWholeStep } from '../../../training/step/whole-step.ts';
import { generator } from '../../models/tiny-weights.ts';
import { trainingModel } from '../small-model.ts';
import { openSession } from './run-graph.ts';

const OMEGA = 0.6;

describe('the gradient of a model with several heads', () => {
  test.each<Activation>(['quick_gelu', 'gelu'])(
    'and %s is the slope of its loss along each weight',
    async (activation) => {
      const config: ClipConfig = {
        imageSizePx: 8,
        patchSizePx: 4,
        vision: { width: 128, layers: 2, heads: 2 },
        text: { width: 192, layers: 2, heads: 3 },
        contextLength: 24,
        vocabularySize: 12,
        embeddingDim: 16,
        activation,
      };
      const random = generator(8);
      const weights = new Map(
        [...weightShapes(config, true)].map(([key, shape]) => {
          const spread = shape.length > 1 ? Math.sqrt(3 / shape[shape.length - 1]) : 0.3;
          const start = /ln_\w+\.weight$/.test(key) ? 1 : 0;
          const draw = () => start + (2 * random() - 1) * spread;
          return [key, { shape, elements: Float32Array.from({ length: elementCount(shape) }, draw) }];
        }),
      );
      const text = (length: number) => [
        ...Array.from({ length: length - 1 }, () => Math.floor(random() * 11)),
        11,
      ];
      const batch: Batch = {
        count: 3,
        images: Float32Array.from({ length: 3 * 3 * 64 }, () => 2 * random() - 1),
        long: [text(24), text(21), text(23)],
        short: [text(4), text(2), text(5)],
      };
      const model = trainingModel({ config, weights }, { kind: 'all' });
      const step = await openWholeStep(model, 'both', openSession);
      const { gradients } = await step.compute(weights, batch, OMEGA);
      expect(gradients.size).toBe(weights.size - 1);
      for (const [key, gradient] of gradients) {
        const { elements } = weights.get(key)!;
        const norm = gradientNorm([gradient]);
        const here = elements.slice();
        // Changes the loss by about 0.01: far above its rounding error, but still nearly linear.
        const distance = Math.min(0.01 / norm, 0.05);
        const lossAt = async (steps: number) => {
          for (let i = 0; i < here.length; i++)
            elements[i] = here[i] + (steps * distance * gradient[i]) / norm;
          return (await step.compute(weights, batch, OMEGA)).losses.total;
        };
        const slope =
          (8 * ((await lossAt(1)) - (await lossAt(-1))) - ((await lossAt(2)) - (await lossAt(-2)))) /
          (12 * distance);
        elements.set(here);
        expect(Math.abs(slope - norm), `${key}: ${slope} against ${norm}`).toBeLessThan(2e-3 * norm + 2e-5);
      }
      await step.release();
    },
  );
});
