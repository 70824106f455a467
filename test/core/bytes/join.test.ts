import { expect, test } from 'vitest';
import { joinBytes, joinFloats, viewBytes } from '../../../core/bytes/join.ts';

test('joining views of larger buffers takes only the bytes in view', () => {
  const halves = Uint16Array.of(1, 2, 3, 4).subarray(1, 3);
  expect([...joinBytes([Uint8Array.of(9), halves, new Uint8Array(0)])]).toEqual([9, 2, 0, 3, 0]);
  expect([...joinFloats([Float32Array.of(1, 2).subarray(1), Float32Array.of(-3)])]).toEqual([2, -3]);
  expect(joinBytes([])).toHaveLength(0);
});

test('a byte view shares the memory of its array', () => {
  const floats = Float32Array.of(0, 1);
  viewBytes(floats.subarray(1)).fill(0);
  expect([...floats]).toEqual([0, 0]);
});
