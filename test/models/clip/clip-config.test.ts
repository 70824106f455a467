import { describe, expect, test } from 'vitest';
import { type ClipConfig, sizesFromShapes } from '../../../models/clip/clip-config.ts';
import { weightShapes } from '../../../models/clip/weight-names.ts';

/** Numbers of heads come from the configurations of open_clip: the shapes of a block do not tell them. */
const PUBLISHED: readonly (readonly [string, number, number, number, number])[] = [
  ['ViT-B/32', 32, 768, 12, 512],
  ['ViT-B/16', 16, 768, 12, 512],
  ['ViT-L/14', 14, 1024, 16, 768],
  ['ViT-H/14', 14, 1280, 16, 1024],
];

describe('the sizes of the published CLIP', () => {
  test.each(PUBLISHED)('%s follow from its shapes', (_, patchSizePx, width, heads, textWidth) => {
    const config: ClipConfig = {
      imageSizePx: 224,
      patchSizePx,
      vision: { width, layers: 2, heads },
      text: { width: textWidth, layers: 3, heads: textWidth / 64 },
      contextLength: 77,
      vocabularySize: 49_408,
      embeddingDim: textWidth,
      activation: 'gelu',
    };
    expect({ ...sizesFromShapes(weightShapes(config, false)), activation: 'gelu' }).toEqual(config);
  });
});
