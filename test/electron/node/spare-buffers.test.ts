import { expect, test } from 'vitest';
import { SpareBuffers } from '../../../electron/node/spare-buffers.ts';

test('a buffer is given out once, for its own size only', () => {
  const spares = new SpareBuffers(1000);
  const buffer = new ArrayBuffer(10);
  spares.give(buffer);
  expect(spares.take(9)).toBeNull();
  expect(spares.take(10)).toBe(buffer);
  expect(spares.take(10)).toBeNull();
});

test('beyond the limit, sizes that were not given for longest go first', () => {
  const spares = new SpareBuffers(100);
  for (const size of [40, 30, 40]) spares.give(new ArrayBuffer(size));
  expect(spares.take(30)).toBeNull();
  expect(spares.take(40)?.byteLength).toBe(40);
  expect(spares.take(40)?.byteLength).toBe(40);
  expect(spares.take(40)).toBeNull();
  spares.give(new ArrayBuffer(101));
  expect(spares.take(101)).toBeNull();
  spares.give(new ArrayBuffer(100));
  expect(spares.take(100)?.byteLength).toBe(100);
});
