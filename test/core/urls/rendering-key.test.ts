import { describe, expect, test } from 'vitest';
import type { BandRendering } from '../../../core/documents/scene.ts';
import { parseRenderingKey, renderingKey } from '../../../core/urls/rendering-key.ts';

const linear: BandRendering = {
  bands: [7, 3, 2],
  stretch: {
    kind: 'linear',
    ranges: [
      { min: -0.5, max: 1e21 },
      { min: 1e-9, max: 10_000 },
      { min: 0, max: 3.4028234663852886e38 },
    ],
  },
};

describe('a rendering key', () => {
  test('survives a round trip with every digit', () => {
    expect(parseRenderingKey(renderingKey(linear))).toEqual(linear);
    const plain: BandRendering = { bands: [0, 1, 2], stretch: { kind: 'none' } };
    expect(renderingKey(plain)).toBe('0~1~2~none');
    expect(parseRenderingKey('0~1~2~none')).toEqual(plain);
  });

  test('passes through a URL path unchanged', () => {
    const key = renderingKey(linear);
    expect(new URL(`/tiles/s/${key}/0/0/0`, 'http://localhost').pathname.split('/')[3]).toBe(key);
  });

  test.each([
    '',
    '0~1~2',
    '0~1~2~gamma',
    '0~1~2~none~1',
    '0~1~-1~none',
    '0.5~1~2~none',
    '0~~2~none',
    '00~1~2~none',
    '0~0~0~linear~0~1~0~1~0',
    '0~0~0~linear~0~1~0~1~0~Infinity',
    '0~0~0~linear~0~1~0~1~0~',
    '../../x',
  ])('refuses %j', (key) => {
    expect(() => parseRenderingKey(key)).toThrow('rendering key');
  });
});
