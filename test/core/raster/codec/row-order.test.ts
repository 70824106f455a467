/** Predictors and byte order of rows, undone by the kernel, beside a plain loop. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { compileKernel } from '../../../../build/kernel.mjs';
import type { RowOrder } from '../../../../core/host.ts';
import { seededRandom } from '../../../../core/seeded-random.ts';
import { sourceHost } from '../source-host.ts';

const host = sourceHost();
afterAll(() => host.close());

const rows = 3;
const lengthsPx = [1, 2, 5, 16, 33, 53, 257];

function randomBytes(count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: count }, () => 256 * random());
}

function undone(bytes: Uint8Array, order: RowOrder): Promise<Uint8Array> {
  return host.codecs.decodeGuarded({ codec: 'none', bytes, parts: [], order });
}

/** Adds the sample to the left, as a number of `size` bytes, least significant first. */
function addLeft(bytes: Uint8Array, at: number, step: number, size: number): void {
  let carry = 0;
  for (let i = 0; i < size; i++) {
    const sum = bytes[at + i] + bytes[at - step + i] + carry;
    bytes[at + i] = sum & 255;
    carry = sum >> 8;
  }
}

function plainHorizontal(bytes: Uint8Array, { rowSamples, step, sampleBytes }: RowOrder): Uint8Array {
  const out = bytes.slice();
  const stepBytes = step * sampleBytes;
  for (let row = 0; row < rows; row++)
    for (let at = stepBytes; at < rowSamples * sampleBytes; at += sampleBytes)
      addLeft(out, row * rowSamples * sampleBytes + at, stepBytes, sampleBytes);
  return out;
}

test('predictor 2 adds up samples of each size and any number of bands', async () => {
  for (const sampleBytes of [1, 2, 4, 8])
    for (const step of [1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 17])
      for (const widthPx of lengthsPx) {
        const order = {
          rowSamples: widthPx * step,
          step,
          sampleBytes,
          predictor: 2,
          isSwapped: false,
        } as const;
        const bytes = randomBytes(rows * order.rowSamples * sampleBytes, widthPx + step);
        expect(await undone(bytes, order)).toEqual(plainHorizontal(bytes, order));
      }
});

test('predictor 3 adds up bytes and brings those of a sample together', async () => {
  for (const sampleBytes of [2, 3, 4, 8])
    for (const step of [1, 3])
      for (const widthPx of lengthsPx) {
        const rowSamples = widthPx * step;
        const order = { rowSamples, step, sampleBytes, predictor: 3, isSwapped: false } as const;
        const bytes = randomBytes(rows * rowSamples * sampleBytes, widthPx);
        const sums = plainHorizontal(bytes, {
          ...order,
          rowSamples: rowSamples * sampleBytes,
          sampleBytes: 1,
        });
        const expected = bytes.map((_, i) => {
          const [row, inRow] = [Math.floor(i / (rowSamples * sampleBytes)), i % (rowSamples * sampleBytes)];
          const plane = sampleBytes - 1 - (inRow % sampleBytes);
          return sums[row * rowSamples * sampleBytes + plane * rowSamples + Math.floor(inRow / sampleBytes)];
        });
        expect(await undone(bytes, order)).toEqual(expected);
      }
});

test('samples of a big-endian file are turned round before their differences are added up', async () => {
  for (const sampleBytes of [2, 3, 4, 8])
    for (const rowSamples of [1, 7, 40]) {
      const order = { rowSamples, step: 1, sampleBytes, predictor: 1, isSwapped: true } as const;
      const bytes = randomBytes(rows * rowSamples * sampleBytes, rowSamples);
      const turned = bytes.map((_, i) => bytes[i + sampleBytes - 1 - 2 * (i % sampleBytes)]);
      expect(await undone(bytes, order)).toEqual(turned);
      if (sampleBytes !== 3)
        expect(await undone(bytes, { ...order, predictor: 2 })).toEqual(plainHorizontal(turned, order));
    }
});

test('rows of more than a piece are undone to their end', async () => {
  const order = { rowSamples: 50_000, step: 3, sampleBytes: 2, predictor: 2, isSwapped: false } as const;
  const bytes = randomBytes(rows * 100_000, 1);
  expect(await undone(bytes, order)).toEqual(plainHorizontal(bytes, order));
});

test('the committed kernel is the one that its source compiles to', async () => {
  const generated = new URL('../../../../core/raster/codec/kernel/blocks.generated.ts', import.meta.url);
  expect(await compileKernel('core/raster/codec/kernel/blocks.as')).toBe(readFileSync(generated, 'utf8'));
});
