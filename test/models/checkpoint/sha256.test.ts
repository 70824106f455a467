import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256 } from '../../../models/checkpoint/sha256.ts';
import { generator } from '../tiny-weights.ts';

test('the digest equals that of node:crypto, for every length up to 199 bytes in chunks of random size', () => {
  const random = generator(5);
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, () => random() * 256);
    const hash = new Sha256();
    for (let at = 0; at < length; ) {
      const end = Math.min(length, at + 1 + Math.floor(random() * 90));
      hash.update(bytes.subarray(at, end));
      at = end;
    }
    expect(hash.finish()).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});
