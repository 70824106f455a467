import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { memorySource } from '../memory-source.ts';
import { tinyWeights } from '../tiny-weights.ts';

/**
 * Archive that `torch.jit.trace` made of a CLIP with the shapes of `tinyWeights`, in half precision. Element i of each weight follows
 * from i.
 */
const fixture = new URL('../../fixtures/models/torchscript-clip.pt.gz', import.meta.url);

describe('a TorchScript archive', () => {
  test('gives every weight of its modules, element for element', async () => {
    const bytes = new Uint8Array(gunzipSync(await readFile(fixture)));
    const { dict } = await readCheckpoint(memorySource('ViT-tiny.pt', bytes));
    for (const [key, { shape, elements }] of tinyWeights(77)) {
      expect(dict.get(key)?.shape, key).toEqual(shape);
      expect(await dict.get(key)?.read(), key).toEqual(elements.map((_, i) => (((i * 7) % 11) - 5) / 16));
    }
  });
});
