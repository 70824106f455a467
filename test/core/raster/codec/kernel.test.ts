/**
 * The decoders compiled to WebAssembly, beside zlib, GDAL and libjpeg: what they take has the same bytes, and what is damaged is refused, or
 * has the bytes that the others find too.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JpegBlock } from '../../../../core/host.ts';
import { KERNEL_BASE64 } from '../../../../core/raster/codec/kernel/blocks.generated.ts';
import { seededRandom } from '../../../../core/seeded-random.ts';
import { BlockKernel } from '../../../../electron/node/block-kernel.mjs';
import { gdalPython } from '../../../gdal.ts';
import { writeJpeg } from './write-jpeg.ts';

const KERNEL = Uint8Array.from(Buffer.from(KERNEL_BASE64, 'base64'));
const kernel = new BlockKernel(KERNEL);

class Refused extends Error {}

function refuse(): never {
  throw new Refused('refused');
}

/** Bytes of the kinds that rasters have: noise, runs, gradients, repeated rows. */
function sample(kind: number, bytes: number): Uint8Array {
  const random = seededRandom(kind * 1000 + bytes);
  const row = Uint8Array.from({ length: 97 }, () => 256 * random());
  return Uint8Array.from({ length: bytes }, (_, i) => {
    if (kind === 0) return 256 * random();
    if (kind === 1) return i >> 9;
    if (kind === 2) return (i >> 4) + 5 * random();
    if (kind === 3) return row[i % 97] + (random() < 0.01 ? 1 : 0);
    return random() < 0.9 ? 0 : 32 * random() * random();
  });
}

const samples = [0, 1, 2, 3, 4].flatMap((kind) =>
  [1, 2, 100, 5000, 70_000, 300_000].map((bytes) => sample(kind, bytes)),
);

function whole(bytes: Uint8Array, sizeBytes: number, mostBytes = sizeBytes) {
  return [{ from: 0, to: bytes.length, sizeBytes, mostBytes }];
}

function flipped(bytes: Uint8Array, round: number): Uint8Array {
  const out = bytes.slice();
  out[(round * 7919) % out.length] ^= 1 << (round % 8);
  return out;
}

describe('deflate', () => {
  const inflate = (bytes: Uint8Array, size: number, most = size): Uint8Array =>
    kernel.inflate(bytes, whole(bytes, size, most), null, refuse);

  test('streams of all kinds of blocks have the bytes they were made of', () => {
    const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = zlib.constants;
    for (const bytes of samples)
      for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE])
        for (const level of [0, 1, 6, 9]) {
          const stream = new Uint8Array(zlib.deflateSync(bytes, { level, strategy }));
          expect(Buffer.compare(inflate(stream, bytes.length), bytes)).toBe(0);
        }
  });

  test('a stream of several blocks, and an empty one, are complete', () => {
    const bytes = sample(2, 200_000);
    const stream = new Uint8Array(zlib.deflateSync(bytes, { memLevel: 1, windowBits: 9 }));
    expect(Buffer.compare(inflate(stream, bytes.length), bytes)).toBe(0);
    expect(inflate(new Uint8Array(zlib.deflateSync(new Uint8Array(0))), 0)).toHaveLength(0);
  });

  test('more bytes than stated are refused', () => {
    const stream = new Uint8Array(zlib.deflateSync(sample(1, 5000)));
    expect(() => inflate(stream, 4000, 4999)).toThrow(Refused);
    expect(inflate(stream, 4000, 5000)).toHaveLength(4000);
  });

  test('a damaged stream is refused, or has the bytes that zlib finds too', () => {
    for (const bytes of samples.filter(({ length }) => length > 1 && length < 6000)) {
      const stream = new Uint8Array(zlib.deflateSync(bytes));
      for (let round = 0; round < 300; round++) {
        const damaged = flipped(stream, round);
        try {
          expect(Buffer.compare(inflate(damaged, bytes.length), zlib.inflateSync(damaged))).toBe(0);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      }
      for (let cut = 0; cut < stream.length; cut += 1 + (stream.length >> 5))
        expect(() => inflate(stream.subarray(0, cut), bytes.length)).toThrow(Refused);
    }
  });
});

describe.skipIf(gdalPython === null)('blocks of libtiff', () => {
  let folder = '';
  let names: readonly string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'blocks-'));
    execFileSync(gdalPython ?? '', [fileURLToPath(new URL('make_blocks.py', import.meta.url)), folder]);
    names = readdirSync(folder).filter((name) => name.endsWith('.block'));
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)));
  const blocksOf = (codec: string) =>
    names
      .filter((name) => name.startsWith(codec))
      .map((name) => ({ name, block: read(name), rows: read(name.replace('.block', '.rows')) }));
  const unzstd = (frame: Uint8Array, size: number): Uint8Array =>
    kernel.zstd(frame, whole(frame, size), null, refuse);

  test('zstd of all levels has the bytes that GDAL reads', () => {
    const all = blocksOf('zstd');
    expect(all).toHaveLength(60);
    for (const { name, block, rows } of all)
      expect(Buffer.compare(unzstd(block, rows.length), rows), name).toBe(0);
  });

  test('a zstd frame of another size is refused', () => {
    const [{ block, rows }] = blocksOf('zstd-smooth-u16-9');
    for (const size of [rows.length - 1, rows.length + 1]) expect(() => unzstd(block, size)).toThrow(Refused);
  });

  test('a damaged zstd frame is refused or has other bytes, and nothing else happens', () => {
    for (const { block, rows } of blocksOf('zstd').filter(({ name }) => /u8-(1|19)/.test(name)))
      for (let round = 0; round < 400; round++)
        try {
          expect(unzstd(flipped(block, round), rows.length)).toHaveLength(rows.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
  });

  test('a damaged zstd frame changes nothing but the memory that it was given', () => {
    const memory = new WebAssembly.Memory({ initial: 32 });
    const env = { memory, abort: refuse };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(KERNEL), { env });
    const decode = exports.zstd as (...numbers: number[]) => number;
    const bytes = new Uint8Array(memory.buffer).fill(0xa5);
    const [inputAt, outAt, scratchAt] = [1 << 18, 1 << 19, 3 << 19];
    const untouched = Buffer.alloc(bytes.length, 0xa5);
    const isUntouched = (from: number, to: number) => untouched.compare(bytes, from, to, from, to) === 0;
    for (const { name, block, rows } of blocksOf('zstd').filter(({ name }) => /u(8|16)-(1|19)/.test(name))) {
      bytes.fill(0xa5);
      for (let round = 0; round < 150; round++) {
        bytes.set(flipped(block, round), inputAt);
        try {
          decode(inputAt, block.length, outAt, rows.length, scratchAt);
        } catch (error) {
          expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
        }
        const where = `${name}, round ${round}`;
        expect(isUntouched(1 << 16, inputAt), where).toBe(true);
        expect(isUntouched(inputAt + block.length, outAt), where).toBe(true);
        expect(isUntouched(outAt + rows.length + 32, scratchAt), where).toBe(true);
        expect(isUntouched(scratchAt + 131_136, bytes.length), where).toBe(true);
      }
    }
  });

  const unlerc = (blob: Uint8Array, size: number): Uint8Array | null => kernel.lerc(blob, 203 * 151, size, 1);

  test('LERC of all types has the samples that GDAL reads; only bytes in Huffman codes are left to others', () => {
    const all = blocksOf('lerc');
    expect(all).toHaveLength(105);
    const left: string[] = [];
    for (const { name, block, rows } of all) {
      const found = unlerc(block, rows.length);
      if (found === null) left.push(name);
      else expect(Buffer.compare(found, rows), name).toBe(0);
    }
    expect(left).toEqual(left.filter((name) => /-u8-0(.5)?.block$/.test(name)));
    expect(left.length).toBeLessThan(10);
  });

  test('a damaged LERC blob is refused', () => {
    for (const { block, rows } of blocksOf('lerc').filter(({ name }) => /-(u16|f32)-/.test(name)))
      for (let round = 0; round < 200; round++)
        expect(unlerc(flipped(block, 8 * round + (round % 8)), rows.length)).toBeNull();
  });
});

describe('JPEG', () => {
  const decode = (bytes: Uint8Array, widthPx: number, leastRows: number, bands: 1 | 3, isYcbcr = true) =>
    kernel.jpeg({
      ...{ codec: 'jpeg', bytes, tables: null, isYcbcr, widthPx },
      ...{ leastRows, mostRows: leastRows, samples: bands },
    } satisfies JpegBlock);

  async function libjpeg(bytes: Uint8Array, bands: 1 | 3): Promise<Buffer> {
    const picture = sharp(bytes);
    return (bands === 1 ? picture.toColourspace('b-w') : picture).raw().toBuffer();
  }

  test('streams of any sampling, size and restarts have the pixels of libjpeg', async () => {
    const random = seededRandom(3);
    const kinds = [
      [[1, 1]],
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [
        [2, 1],
        [1, 1],
        [1, 1],
      ],
      [
        [2, 2],
        [1, 1],
        [1, 1],
      ],
    ] as const;
    for (const sampling of kinds)
      for (const [widthPx, heightPx] of [
        [64, 48],
        [83, 61],
        [17, 33],
        [5, 1],
        [6, 2],
        [16, 9],
      ])
        for (const interval of [0, 1, 5])
          for (const transform of [0, 1] as const) {
            const bytes = writeJpeg({ widthPx, heightPx, sampling, interval, transform, random });
            const bands = sampling.length;
            const found = decode(bytes, widthPx, heightPx, bands, transform === 1);
            const name = JSON.stringify({ sampling, widthPx, heightPx, interval, transform });
            expect(found, name).not.toBeNull();
            expect(Buffer.compare(found ?? new Uint8Array(), await libjpeg(bytes, bands)), name).toBe(0);
          }
  });

  test('pictures of every quality have the pixels of libjpeg', async () => {
    const pixels = sample(2, 240 * 131 * 3);
    for (const quality of [1, 20, 50, 75, 90, 100])
      for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
        const raw = sharp(pixels, { raw: { width: 240, height: 131, channels: 3 } });
        const jpeg = await raw.jpeg({ quality, chromaSubsampling }).toBuffer();
        const found = decode(jpeg, 240, 131, 3);
        expect(Buffer.compare(found ?? new Uint8Array(), await libjpeg(jpeg, 3))).toBe(0);
      }
  });

  test('a progressive stream and one of another size are left to others', async () => {
    const encoded = (progressive: boolean): Promise<Buffer> =>
      sharp(sample(2, 64 * 64 * 3), { raw: { width: 64, height: 64, channels: 3 } })
        .jpeg({ progressive })
        .toBuffer();
    expect(decode(await encoded(true), 64, 64, 3)).toBeNull();
    const sound = await encoded(false);
    expect(decode(sound, 64, 64, 3)).not.toBeNull();
    expect(decode(sound, 64, 65, 3)).toBeNull();
    expect(decode(sound, 65, 64, 3)).toBeNull();
    expect(decode(sound, 64, 64, 1)).toBeNull();
  });

  test('a damaged stream is refused or has as many pixels, and nothing else happens', async () => {
    const raw = sharp(sample(2, 100 * 60 * 3), { raw: { width: 100, height: 60, channels: 3 } });
    const sound = await raw.jpeg().toBuffer();
    for (let round = 0; round < 3000; round++) {
      const found = decode(flipped(sound, round), 100, 60, 3);
      if (found !== null) expect(found).toHaveLength(18_000);
    }
    for (let cut = 0; cut < sound.length - 2; cut += 13)
      expect(decode(sound.subarray(0, cut), 100, 60, 3)).toBeNull();
  });
});
