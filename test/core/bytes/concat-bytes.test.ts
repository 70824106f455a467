import { expect, test } from 'vitest';
import { concatBytes } from '../../../core/bytes/concat-bytes.ts';

test('parts follow one another in a buffer of their own', () => {
  const source = Uint8Array.of(9, 1, 2, 9);
  const joined = concatBytes([source.subarray(1, 3), new Uint8Array(0), Uint8Array.of(3)]);
  expect(joined).toEqual(Uint8Array.of(1, 2, 3));
  expect(joined.buffer.byteLength).toBe(3);
  expect(concatBytes([])).toHaveLength(0);
});
