import { expect, test } from 'vitest';
import {
  CHECKPOINT_ENDINGS,
  checkpointEndingsInWords,
  isCheckpointFile,
  isWeightsFile,
  withoutCheckpointEndings,
} from '../../../core/documents/checkpoint-endings.ts';

test.each(CHECKPOINT_ENDINGS)(
  'a file that ends in .%s holds weights, in upper or lower case, and messages name the ending',
  (ending) => {
    expect(isWeightsFile(`ViT-B-32.${ending.toUpperCase()}`)).toBe(true);
    expect(isCheckpointFile(`model.${ending}`)).toBe(true);
    expect(isWeightsFile(`model-${ending}`)).toBe(false);
    expect(withoutCheckpointEndings(`ViT-B-32.${ending}`)).toBe('ViT-B-32');
    expect(checkpointEndingsInWords()).toContain(`.${ending}`);
  },
);

test('a shard index is a checkpoint but holds no weights; any other JSON file is neither', () => {
  expect(isCheckpointFile('model.safetensors.index.json')).toBe(true);
  expect(isWeightsFile('model.safetensors.index.json')).toBe(false);
  expect(withoutCheckpointEndings('model.safetensors.index.json')).toBe('model');
  expect(isCheckpointFile('pairs.index.json')).toBe(false);
  expect(isCheckpointFile('scene.tif')).toBe(false);
});
