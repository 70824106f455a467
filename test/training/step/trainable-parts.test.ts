import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { trainableKeys } from '../../../training/step/trainable-parts.ts';
import { readSmallModel } from '../small-model.ts';

describe('the part that trains', () => {
  test('never includes the first of two position tables, and always includes the logit scale', async () => {
    const { config, weights } = await readSmallModel();
    const keys = [...weights.keys()];
    const all = trainableKeys({ kind: 'all' }, config, keys);
    expect(keys.filter((key) => !all.has(key))).toEqual(['positional_embedding']);
    const [vision, text] = (['vision', 'text'] as const).map((tower) =>
      trainableKeys({ kind: 'tower', tower }, config, keys),
    );
    expect([...vision].filter((key) => text.has(key))).toEqual(['logit_scale']);
    expect(new Set([...vision, ...text])).toEqual(all);
  });

  test('consists of what comes after the frozen blocks', async () => {
    const { config, weights } = await readSmallModel();
    const keys = trainableKeys({ kind: 'last-blocks', blocks: 1 }, config, weights.keys());
    expect([...keys].filter((key) => key.includes('resblocks.0.'))).toEqual([]);
    expect([...keys].filter((key) => !key.includes('resblocks.1.'))).toEqual([
      'text_projection',
      'logit_scale',
      'visual.proj',
      'visual.ln_post.weight',
      'visual.ln_post.bias',
      'ln_final.weight',
      'ln_final.bias',
    ]);
    expect(keys.size).toBe(7 + 2 * 12);
  });

  test.each([0, 3, 1.5])('cannot be the last %s of two blocks', async (blocks) => {
    const { config, weights } = await readSmallModel();
    expect(() => trainableKeys({ kind: 'last-blocks', blocks }, config, weights.keys())).toThrow(
      InvalidInput,
    );
  });
});
