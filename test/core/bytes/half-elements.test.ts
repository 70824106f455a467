import { expect, test } from 'vitest';
import { toHalfElements } from '../../../core/bytes/half-elements.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { toFloat32 } from '../../../models/checkpoint/stored-elements.ts';

/** Every finite half, positive and negative. */
const HALVES = Uint16Array.from({ length: 65_536 }, (_, i) => i).filter((half) => (half & 0x7c00) !== 0x7c00);
const asFloats = (halves: Uint16Array) => toFloat32(new Uint8Array(halves.slice().buffer), 'fp16', 'halves');

test('every finite half survives a round trip through float32', () => {
  expect(toHalfElements(asFloats(HALVES), 'w')).toEqual(HALVES);
});

test('a value between two halves rounds to the nearer one, a tie to the even one', () => {
  const positive = HALVES.filter((half) => half < 0x7bff);
  const [low, high] = [asFloats(positive), asFloats(positive.map((half) => half + 1))];
  const at = (share: number) =>
    toHalfElements(
      Float32Array.from(low, (x, i) => x + share * (high[i] - x)),
      'w',
    );
  expect(at(0.25)).toEqual(positive);
  expect(at(0.75)).toEqual(positive.map((half) => half + 1));
  expect(at(0.5)).toEqual(positive.map((half) => half + (half & 1)));
});

test('a value that a half cannot hold is refused, and the error names its position', () => {
  for (const bad of [70_000, Number.POSITIVE_INFINITY, Number.NaN])
    expect(() => toHalfElements(Float32Array.of(1, bad), 'visual.proj')).toThrow(InvalidInput);
  expect(() => toHalfElements(Float32Array.of(1, 70_000), 'visual.proj')).toThrow(
    'visual.proj holds 70000 at element 1',
  );
});
