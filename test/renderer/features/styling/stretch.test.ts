import { describe, expect, test } from 'vitest';
import type { BandRanges, BandRendering } from '../../../../core/documents/scene.ts';
import { stretchKind, stretchOf } from '../../../../renderer/features/styling/stretch.ts';

const ranges: readonly BandRanges[] = [0, 1, 2].map((band) => ({
  cut: { min: 10 + band, max: 90 + band },
  extremes: { min: 0, max: 100 + band },
}));
const plain: BandRendering = { bands: [2, 1, 0], stretch: { kind: 'none' } };

describe('named stretches', () => {
  test.each(['none', 'cut', 'full'] as const)('%s is recognised by its limits', (kind) => {
    expect(stretchKind(ranges, { ...plain, stretch: stretchOf(ranges, plain, kind) })).toBe(kind);
  });

  test('take the limits of the bands they are for', () => {
    expect(stretchOf(ranges, plain, 'cut')).toEqual({
      kind: 'linear',
      ranges: [ranges[2].cut, ranges[1].cut, ranges[0].cut],
    });
  });

  test('other limits are custom, and all are while the ranges are not known', () => {
    const other: BandRendering = {
      ...plain,
      stretch: {
        kind: 'linear',
        ranges: [
          { min: 1, max: 2 },
          { min: 1, max: 2 },
          { min: 1, max: 2 },
        ],
      },
    };
    expect(stretchKind(ranges, other)).toBe('custom');
    expect(stretchKind(undefined, { ...plain, stretch: stretchOf(ranges, plain, 'cut') })).toBe('custom');
    expect(stretchOf(ranges, other, 'custom')).toEqual(other.stretch);
  });
});
