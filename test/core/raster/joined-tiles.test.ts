/** Tiles that are decoded several at a time, for windows as wide as the image. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BlockCache } from '../../../core/raster/block-cache.ts';
import { joinedTiles } from '../../../core/raster/joined-tiles.ts';
import { openRaster } from '../../../core/raster/raster.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import { samplesOf } from './samples-of.ts';
import { sourceHost } from './source-host.ts';

// Eleven tiles of 393 kB in a row: blocks of four, four and three.
const [widthPx, heightPx, bands, tilePx] = [2700, 400, 6, 256];
const [tileCols, tileRows] = [11, 2];

const host = sourceHost();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'joined-tiles-'));
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

type Tiles = {
  readonly compression: 7 | 8;
  readonly bands: number;
  readonly planar: boolean;
  readonly bytes: readonly Uint8Array[];
};

function tiledTiff({ compression, bands: count, planar, bytes }: Tiles): Uint8Array {
  const offsets = new Uint32Array(bytes.length);
  let at = 8;
  for (const [i, { length }] of bytes.entries()) {
    offsets[i] = at;
    at += length;
  }
  const directoryAt = at + 8 * bytes.length + 2 * count;
  const out = Buffer.alloc(directoryAt + 2 + 11 * 12 + 4);
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(directoryAt, 4);
  for (const [i, each] of bytes.entries()) out.set(each, offsets[i]);
  const lists = [offsets, Uint32Array.from(bytes, ({ length }) => length), new Uint16Array(count).fill(8)];
  let listAt = at;
  for (const list of lists) {
    out.set(new Uint8Array(list.buffer), listAt);
    listAt += list.byteLength;
  }
  const fields = [
    [256, 4, 1, widthPx],
    [257, 4, 1, heightPx],
    [258, 3, count, at + 8 * bytes.length],
    [259, 3, 1, compression],
    [262, 3, 1, compression === 7 ? 2 : 1],
    [277, 3, 1, count],
    [284, 3, 1, planar ? 2 : 1],
    [322, 3, 1, tilePx],
    [323, 3, 1, tilePx],
    [324, 4, bytes.length, at],
    [325, 4, bytes.length, at + 4 * bytes.length],
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

function sample(col: number, row: number, band: number): number {
  return ((col * 31) ^ (row * 7) ^ (col >> 5) ^ (band * 101)) & 255;
}

function deflated(planar: boolean): Uint8Array[] {
  const perPixel = planar ? 1 : bands;
  return Array.from({ length: tileCols * tileRows * (planar ? bands : 1) }, (_, index) => {
    const inPlane = index % (tileCols * tileRows);
    const [left, top] = [(inPlane % tileCols) * tilePx, Math.floor(inPlane / tileCols) * tilePx];
    const plain = new Uint8Array(tilePx * tilePx * perPixel);
    for (let i = 0; i < plain.length; i++) {
      const pixel = Math.floor(i / perPixel);
      const band = planar ? Math.floor(index / (tileCols * tileRows)) : i % perPixel;
      plain[i] = sample(left + (pixel % tilePx), top + Math.floor(pixel / tilePx), band);
    }
    return deflateSync(plain, { level: 1 });
  });
}

async function opened(name: string, tiles: Tiles, cacheBytes = 8 << 20) {
  const path = join(folder, `${name}.tif`);
  writeFileSync(path, tiledTiff(tiles));
  return openRaster(host, { codecs: host.codecs, cache: new BlockCache(cacheBytes) }, path);
}

for (const planar of [false, true])
  test(`${planar ? 'planes' : 'interleaved bands'}: each sample is in its place, in joined tiles and in single ones`, async () => {
    const bytes = deflated(planar);
    const raster = await opened(`deflate-${planar}`, { compression: 8, bands, planar, bytes });
    const { image } = raster.levels[0];
    expect(joinedTiles(image).blockCols).toBe(planar ? 1 : 3);
    for (const win of [
      { col: 0, row: 0, widthPx, heightPx },
      { col: 0, row: 201, widthPx, heightPx: 99 },
      { col: 1, row: 0, widthPx: widthPx - 1, heightPx },
    ])
      for (const wanted of [[0, 1, 2, 3, 4, 5], [4]]) {
        const { samples } = await readWindow(raster.blocks, image, win, wanted);
        const expected = samplesOf(samples, win, wanted, sample);
        expect(Buffer.compare(Buffer.from(samples.buffer), Buffer.from(expected.buffer))).toBe(0);
      }
    await raster.close();
  });

test('windows that overlap have their samples in place, with tiles that are held and with a cache that holds only one', async () => {
  const tiles: Tiles = { compression: 8, bands, planar: false, bytes: deflated(false) };
  for (const [cacheBytes, wanted] of [
    [8 << 20, [0, 1, 2, 3, 4, 5]],
    [tilePx * tilePx * bands, [5, 0]],
  ] as const) {
    const raster = await opened(`overlap-${cacheBytes}`, tiles, cacheBytes);
    const { image } = raster.levels[0];
    for (const [col, row] of [
      [1, 1],
      [300, 100],
      [1, 100],
      [900, 90],
    ]) {
      const win = { col, row, widthPx: 700, heightPx: 300 };
      const { samples } = await readWindow(raster.blocks, image, win, wanted);
      const expected = samplesOf(samples, win, wanted, sample);
      expect(Buffer.compare(Buffer.from(samples.buffer), Buffer.from(expected.buffer))).toBe(0);
    }
    await raster.close();
  }
});

test('a damaged tile is named, and spoils no others', async () => {
  const bytes = deflated(false);
  bytes[17] = bytes[17].slice().fill(0x55, 1000);
  const raster = await opened('damaged', { compression: 8, bands, planar: false, bytes });
  const { image } = raster.levels[0];
  const read = (row: number) =>
    readWindow(raster.blocks, image, { col: 0, row, widthPx, heightPx: 100 }, [0]);
  await expect(read(300)).rejects.toThrow(/damaged\.tif: block 17 \(Deflate\) is damaged: deflate/);
  expect((await read(100)).samples[1]).toBe(sample(1, 100, 0));
  await raster.close();
});

test('a JPEG tile that only libjpeg decodes leaves the others as they are', async () => {
  const pixels = (tile: number) =>
    Uint8Array.from({ length: tilePx * tilePx * 3 }, (_, i) => (tile * 9 + (i >> 6)) & 255);
  const raw = { width: tilePx, height: tilePx, channels: 3 } as const;
  const bytes = await Promise.all(
    Array.from({ length: tileCols * tileRows }, (_, tile) =>
      sharp(pixels(tile), { raw })
        .jpeg({ quality: 95, progressive: tile === 5 })
        .toBuffer(),
    ),
  );
  const raster = await opened('jpeg', { compression: 7, bands: 3, planar: false, bytes });
  const { image } = raster.levels[0];
  const read = async (left: number) => {
    const win = { col: left, row: 0, widthPx: widthPx - left, heightPx };
    return (await readWindow(raster.blocks, image, win, [0, 1, 2])).samples;
  };
  const [all, most] = [await read(0), await read(1)];
  for (let row = 0; row < heightPx; row++) {
    const [from, to] = [row * widthPx * 3, (row + 1) * widthPx * 3];
    const single = most.subarray(row * (widthPx - 1) * 3, (row + 1) * (widthPx - 1) * 3);
    expect(
      Buffer.compare(Buffer.from(all.slice(from + 3, to).buffer), Buffer.from(single.slice().buffer)),
    ).toBe(0);
  }
  await raster.close();
});
