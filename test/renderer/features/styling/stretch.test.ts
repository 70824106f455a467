import { describe, expect, test } from 'vitest';
import type { BandRanges, BandRendering } from '../../../../core/documents/scene.ts';
import { stretchKind, stretchOf } from '../../../../renderer/features/styling/stretch.ts';

const ranges: readonly BandRanges[] = [0, 1, 2].map((band) => ({
  cut: { min: 10 + band, max: 90 + band },
  extremes: { min: 0, max: 100 + band },
  sigmas: { min: -5 + band, max: 110 },
}));
const plain: BandRendering = { bands: [2, 1, 0], stretch: { kind: 'none' } };

describe('a stretch', () => {
  test.each(['none', 'cut', 'full', 'sigmas'] as const)('is recognised by its limits: %s', (kind) => {
    expect(stretchKind(ranges, { ...plain, stretch: stretchOf(ranges, plain, kind) })).toBe(kind);
  });

  test('takes the limits of the bands it is for', () => {
    expect(stretchOf(ranges, plain, 'cut')).toEqual({
      kind: 'linear',
      ranges: [ranges[2].cut, ranges[1].cut, ranges[0].cut],
    });
  });

  test('is custom with any other limits, or while the ranges are unknown', () => {
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
