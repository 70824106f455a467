/** Strips of a few rows, which are read several at a time, and windows that are read straight from the file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BlockCache } from '../../../core/raster/block-cache.ts';
import { openRaster } from '../../../core/raster/raster.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import { shuffled } from '../../../core/seeded-random.ts';
import { samplesOf } from './samples-of.ts';
import { sourceHost } from './source-host.ts';

const [widthPx, heightPx, bands, rowsPerStrip] = [700, 1003, 2, 2];
const stripsPerPlane = Math.ceil(heightPx / rowsPerStrip);

type Layout = {
  readonly deflated: boolean;
  readonly planar: boolean;
  readonly order: 'in order' | 'shuffled' | 'with gaps' | 'second half first';
  readonly damagedStrip?: number;
};

const host = sourceHost();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thin-strips-'));
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

function sample(col: number, row: number, band: number): number {
  return ((col * 31) ^ (row * 7) ^ (row >> 3) ^ (band * 101)) & 255;
}

function strip(index: number, { deflated, planar }: Layout): Uint8Array {
  const first = (index % stripsPerPlane) * rowsPerStrip;
  const rows = Math.min(rowsPerStrip, heightPx - first);
  const perPixel = planar ? 1 : bands;
  const bytes = new Uint8Array(rows * widthPx * perPixel);
  for (let i = 0; i < bytes.length; i++) {
    const pixel = Math.floor(i / perPixel);
    const band = planar ? Math.floor(index / stripsPerPlane) : i % perPixel;
    bytes[i] = sample(pixel % widthPx, first + Math.floor(pixel / widthPx), band);
  }
  return deflated ? deflateSync(bytes, { level: 1 }) : bytes;
}

function ordered(indexes: readonly number[], order: Layout['order']): readonly number[] {
  if (order === 'shuffled') return shuffled(indexes, 1);
  const half = indexes.length >> 1;
  return order === 'second half first' ? [...indexes.slice(half), ...indexes.slice(0, half)] : indexes;
}

function stripedTiff(layout: Layout): Uint8Array {
  const count = stripsPerPlane * (layout.planar ? bands : 1);
  const strips = Array.from({ length: count }, (_, i) => strip(i, layout));
  if (layout.damagedStrip !== undefined) strips[layout.damagedStrip].fill(0xff);
  const indexes = [...strips.keys()];
  const offsets = new Uint32Array(count);
  let at = 8;
  for (const i of ordered(indexes, layout.order)) {
    offsets[i] = at;
    at += strips[i].length + (layout.order === 'with gaps' ? 1000 : 0);
  }
  const lists = [offsets, Uint32Array.from(strips, ({ length }) => length)];
  const directoryAt = at + 8 * count;
  const out = Buffer.alloc(directoryAt + 2 + 10 * 12 + 4);
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(directoryAt, 4);
  for (const [i, bytes] of strips.entries()) out.set(bytes, offsets[i]);
  for (const [i, list] of lists.entries()) out.set(new Uint8Array(list.buffer), at + 4 * count * i);
  const fields = [
    [256, 4, 1, widthPx],
    [257, 4, 1, heightPx],
    [258, 3, bands, 8 + 8 * 65_536],
    [259, 3, 1, layout.deflated ? 8 : 1],
    [262, 3, 1, 1],
    [273, 4, count, at],
    [277, 3, 1, bands],
    [278, 4, 1, rowsPerStrip],
    [279, 4, count, at + 4 * count],
    [284, 3, 1, layout.planar ? 2 : 1],
  ];
  out.writeUInt16LE(fields.length, directoryAt);
  for (const [i, [tag, type, values, value]] of fields.entries()) {
    out.writeUInt16LE(tag, directoryAt + 2 + 12 * i);
    out.writeUInt16LE(type, directoryAt + 4 + 12 * i);
    out.writeUInt32LE(values, directoryAt + 6 + 12 * i);
    out.writeUInt32LE(value, directoryAt + 10 + 12 * i);
  }
  return out;
}

async function opened(layout: Layout) {
  const path = join(folder, `${JSON.stringify(layout).replace(/\W/g, '')}.tif`);
  writeFileSync(path, stripedTiff(layout));
  return openRaster(host, { codecs: host.codecs, cache: new BlockCache(1 << 20) }, path);
}

const windows = [
  { col: 0, row: 0, widthPx, heightPx },
  { col: 0, row: 501, widthPx, heightPx: 333 },
  { col: 123, row: 77, widthPx: 200, heightPx: 900 },
  { col: 690, row: 1000, widthPx: 10, heightPx: 3 },
];

for (const deflated of [false, true])
  for (const planar of [false, true])
    for (const order of ['in order', 'shuffled', 'with gaps', 'second half first'] as const)
      test(`${deflated ? 'deflated' : 'raw'} strips ${order}, ${planar ? 'planar' : 'interleaved'}: each sample is in its place`, async () => {
        const raster = await opened({ deflated, planar, order });
        const { image } = raster.levels[0];
        for (const win of windows)
          for (const wanted of [[0, 1], [1]]) {
            const { samples } = await readWindow(raster.blocks, image, win, wanted);
            const expected = samplesOf(samples, win, wanted, sample);
            expect(Buffer.compare(Buffer.from(samples.buffer), Buffer.from(expected.buffer))).toBe(0);
          }
        await raster.close();
      });

test('a damaged strip is reported with the strips that are read with it, and spoils no others', async () => {
  const raster = await opened({ deflated: true, planar: false, order: 'in order', damagedStrip: 300 });
  const { image } = raster.levels[0];
  const around = { col: 0, row: 590, widthPx, heightPx: 20 };
  await expect(readWindow(raster.blocks, image, around, [0])).rejects.toThrow(
    /one of blocks \d+ to \d+ \(deflate\) is damaged: deflate/i,
  );
  const others = { col: 0, row: 0, widthPx, heightPx: 400 };
  expect((await readWindow(raster.blocks, image, others, [0])).samples[1]).toBe(sample(1, 0, 0));
  await raster.close();
});
