/** Files that claim more than they hold, or hold more than they say: refused by name, before memory or time is spent on them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { parseGdalMetadata } from '../../../core/raster/gdal-metadata.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import { sampleBandRanges } from '../../../core/raster/sample-ranges.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { readDirectories } from '../../../core/raster/tiff-directory.ts';
import { unattended } from '../../../core/task.ts';
import { ownTime } from '../../own-time.ts';
import { buildTiff, dataAt, type TiffField, type TiffPlan } from './build-tiff.ts';
import { sourceHost } from './source-host.ts';

const host = sourceHost();
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
const scenes: Scene[] = [];
afterAll(async () => {
  await Promise.all(scenes.map((scene) => scene.close()));
  await host.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
async function open(plan: TiffPlan): Promise<Scene> {
  const path = join(folder, `${files++}.tif`);
  writeFileSync(path, buildTiff(plan));
  const scene = await openScene(host, path, unattended());
  scenes.push(scene);
  return scene;
}

function readAll({ raster, description: { widthPx, heightPx, bands } }: Scene) {
  const win = { col: 0, row: 0, widthPx, heightPx };
  return readWindow(raster.blocks, raster.levels[0].image, win, [...bands.keys()]);
}

const gray = { widthPx: 64, heightPx: 64, data: new Uint8Array(4096), offsets: [dataAt], byteCounts: [4096] };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('metadata', () => {
  test('of items as GDAL writes them', () => {
    const xml =
      '<GDALMetadata>\n  <Item name="OFFSET" sample="1" role="offset">-0.1</Item>\n' +
      '  <Item name=\'no\' >x</Item><Item\tname = "a &amp; b">1 &amp;lt; 2</Item>\n</GDALMetadata>';
    expect(parseGdalMetadata(xml)).toEqual([
      { name: 'OFFSET', band: 1, role: 'offset', value: '-0.1' },
      { name: '', band: null, role: null, value: 'x' },
      { name: 'a & b', band: null, role: null, value: '1 < 2' },
    ]);
  });

  test('of megabytes of items that never end take no time to speak of', async () => {
    const { totalMs } = await ownTime(() => {
      for (const part of [
        '<Item ',
        '<Item n>',
        '<Item >',
        '<Item name="',
        '<Item name',
        ' name=',
        '<Item n="">',
      ])
        parseGdalMetadata(part.repeat(4_000_000 / part.length));
      parseGdalMetadata(`<Item ${' name'.repeat(800_000)}>x</Item>`);
      parseGdalMetadata(`<Item ${'name="" '.repeat(500_000)}>x</Item>`);
    });
    // The expression that was here before takes minutes.
    expect(totalMs).toBeLessThan(10_000);
  });

  test('longer than anything GDAL writes are left out, with a warning', async () => {
    const long: TiffField = [42112, 2, text(' '.repeat(5 << 20))];
    expect((await open({ ...gray, fields: [long] })).description.warnings.join()).toMatch(
      /metadata .* not shown/,
    );
  });
});

describe('tags', () => {
  test('without a meaning here are not read, however many and large', async () => {
    const bytes = buildTiff({ ...gray, data: new Uint8Array(2 << 20), tagsOverData: 4000 });
    let read = 0;
    const source = {
      name: 'tags.tif',
      sizeBytes: bytes.length,
      read: async (offset: number, length: number) => {
        read += length;
        return bytes.slice(offset, offset + length);
      },
      close: async () => undefined,
    };
    const [directory] = (await readDirectories(source)).chain;
    expect(directory.integers(256)).toEqual(Float64Array.of(64));
    expect(read).toBeLessThan(100_000);
  });

  test('that hold a number and claim megabytes are refused', async () => {
    const field: TiffField = [317, 3, new Uint16Array(1 << 20)];
    await expect(open({ ...gray, fields: [field] })).rejects.toThrow(/\.tif: tag 317 holds 2097152 bytes/);
  });
});

describe('blocks', () => {
  test('that claim more bytes than the file has are refused before they are split', async () => {
    const plan = { widthPx: 1_000_000, heightPx: 10_000_000, bands: 64, planar: true };
    const places = { offsets: new Array<number>(64).fill(8), byteCounts: new Array<number>(64).fill(4e9) };
    await expect(open({ ...plan, ...places })).rejects.toThrow(/\.tif: the file is truncated: block 0 of 64/);
  });

  test('of more than 256 MiB are refused with what to do', async () => {
    const packed = new Uint8Array(deflateSync(new Uint8Array(1 << 20)));
    const places = { data: packed, offsets: [dataAt], byteCounts: [packed.length] };
    await expect(open({ widthPx: 32_768, heightPx: 16_384, compression: 8, ...places })).rejects.toThrow(
      /\.tif: blocks of 512 MiB .* tile the file first/,
    );
  });

  test('with a hundred times the bytes that their pixels need are refused', async () => {
    const data = new Uint8Array(4 << 20);
    const scene = await open({ ...gray, compression: 8, data, byteCounts: [data.length] });
    await expect(readAll(scene)).rejects.toThrow(/block 0 claims 4194304 bytes for 4096 bytes of pixels/);
  });

  test('that inflate to more than they may are damaged: deflate, and LERC inside deflate or zstd', async () => {
    const bomb = new Uint8Array(deflateSync(new Uint8Array(100 << 20)));
    const places = { data: bomb, byteCounts: [bomb.length] };
    const deflated = await open({ ...gray, ...places, compression: 8 });
    await expect(readAll(deflated)).rejects.toThrow(/block 0 \(Deflate\) is damaged/);
    const lerc = await open({ ...gray, ...places, compression: 34887, fields: [[50674, 4, [4, 1]]] });
    await expect(readAll(lerc)).rejects.toThrow(/block 0 \(LERC\) is damaged: .*larger than/);
    // A frame header that states 3 GB.
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 1, 0, 0);
    const stated = { ...gray, data: frame, byteCounts: [frame.length], compression: 34887 };
    await expect(readAll(await open({ ...stated, fields: [[50674, 4, [4, 2]]] }))).rejects.toThrow(
      /3221225472 bytes inside zstd/,
    );
  });

  test('whose LERC header states another size, or no progress, are damaged', async () => {
    for (const [rows, blobBytes] of [
      [30_000, 100],
      [64, 0],
    ]) {
      const data = lercHeader(rows, rows, blobBytes);
      const scene = await open({ ...gray, data, byteCounts: [data.length], compression: 34887 });
      await expect(readAll(scene)).rejects.toThrow(/LERC: the header states \d+ pixels/);
    }
  });

  test('that were never written are zero, or nodata, in every band layout', async () => {
    for (const planar of [false, true])
      for (const nodata of [null, 7]) {
        const places = { offsets: new Array<number>(12).fill(0), byteCounts: new Array<number>(12).fill(0) };
        const fields: TiffField[] = nodata === null ? [] : [[42113, 2, text(`${nodata}\0`)]];
        const scene = await open({
          widthPx: 60,
          heightPx: 50,
          tilePx: 32,
          bands: 3,
          planar,
          ...places,
          fields,
        });
        expect(new Set((await readAll(scene)).samples)).toEqual(new Set([nodata ?? 0]));
      }
  });
});

describe('pictures in blocks', () => {
  const tile = { widthPx: 64, heightPx: 64, tilePx: 64, bands: 3, offsets: [dataAt] };
  const block = (data: Uint8Array, compression: number) =>
    open({ ...tile, data, byteCounts: [data.length], compression });

  test('must be what the compression says', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>';
    const pixels = new Uint8Array(64 * 64 * 3);
    const picture = { widthPx: 64, heightPx: 64, channels: 3, pixels } as const;
    const png = await host.codecs.encodePicture(picture, 'png');
    const jpeg = await host.codecs.encodePicture(picture, 'jpeg');
    await expect(readAll(await block(text(svg), 50001))).rejects.toThrow(/not a PNG, JPEG, WebP or TIFF/);
    await expect(readAll(await block(png, 50001))).rejects.toThrow(/PNG found, WEBP expected/);
    await expect(readAll(await block(jpeg, 50001))).rejects.toThrow(/JPEG found, WEBP expected/);
    await expect(readAll(await block(png, 7))).rejects.toThrow(
      /JPEG block does not start with a JPEG marker/,
    );
    expect((await readAll(await block(jpeg, 7))).samples.length).toBe(64 * 64 * 3);
  });

  test('of another size are refused before they are decoded', async () => {
    // 16,383 x 16,383 black pixels in 38 bytes.
    const webp = Buffer.from(
      '524946461e000000574542505650384c110000002ffebfff0f07d0842634a1ff8188e87f0000',
      'hex',
    );
    await expect(readAll(await block(new Uint8Array(webp), 50001))).rejects.toThrow(
      /16383 x 16383 pixels found, 64 x 64 expected/,
    );
    const picture = { widthPx: 64, heightPx: 64, channels: 3, pixels: new Uint8Array(64 * 64 * 3) } as const;
    const jpeg = Buffer.from(await host.codecs.encodePicture(picture, 'jpeg'));
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(32_000, frame + 5);
    jpeg.writeUInt16BE(32_000, frame + 7);
    await expect(readAll(await block(new Uint8Array(jpeg), 7))).rejects.toThrow(
      /32000 x 32000 pixels found, 64 x 64 expected/,
    );
    // Four bands take another decoder.
    const four = await open({
      ...tile,
      bands: 4,
      data: new Uint8Array(jpeg),
      byteCounts: [jpeg.length],
      compression: 7,
      photometric: 2,
    });
    await expect(readAll(four)).rejects.toThrow(
      /32000 x 32000 pixels in 3 bands found, 64 x 64 in 4 expected/,
    );
  });
});

describe('coordinates', () => {
  const keys: TiffField = [34735, 3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 3857]];
  const placed = (scale: number, tie: readonly number[]) =>
    open({ ...gray, fields: [keys, [33550, 12, [scale, scale, 0]], [33922, 12, tie]] });

  test('beyond the Earth, or no numbers, are refused by name without asking PROJ', async () => {
    const { totalMs } = await ownTime(async () => {
      for (const [scale, tie] of [
        [1e30, [0, 0, 0, 0, 0, 0]],
        [Number.NaN, [0, 0, 0, 0, 0, 0]],
        [1, [0, 0, 0, 1e12, 0, 0]],
        [1, [0, 0, 0, Number.POSITIVE_INFINITY, 0, 0]],
        [1e308, [0, 0, 0, 0, 0, 0]],
      ] as const)
        await expect(placed(scale, tie)).rejects.toThrow(/\.tif: the georeferencing is damaged: .*gdal_edit/);
    });
    // PROJ spins for a minute over the first.
    expect(totalMs).toBeLessThan(20_000);
    const points = Float64Array.of(1e30, 0);
    await expect(host.crs.transform('EPSG:3857', 'EPSG:4326', points)).rejects.toThrow(/beyond/);
  });

  test('at the edges of real reference systems are taken', async () => {
    const { description } = await placed(10, [0, 0, 0, 20_000_000, 9_000_000, Number.NaN]);
    expect(description.crs?.epsg).toBe(3857);
  });
});

describe('huge rasters that were never written', () => {
  const tilesOf = (side: number) => ({
    offsets: new Uint32Array(side * side),
    byteCounts: new Uint32Array(side * side),
  });

  test('let other work run while their preview is made, and an abort ends the wait', async () => {
    const scene = await open({ widthPx: 400_000, heightPx: 400_000, tilePx: 8192, bands: 3, ...tilesOf(49) });
    const style = scene.description.defaultView;
    const { longestMs } = await ownTime(async () => {
      const { rgba } = await readTile(scene, sceneTileGrid(scene), style, 0, 0, 0);
      expect(rgba[3]).toBe(255);
    });
    expect(longestMs).toBeLessThan(2000);
    const wide = await open({ widthPx: 9_900_000, heightPx: 9_900_000, tilePx: 16_384, ...tilesOf(605) });
    const stopped = readTile(wide, sceneTileGrid(wide), style, 0, 0, 0, AbortSignal.timeout(50));
    await expect(stopped).rejects.toThrow(/timeout/);
  });

  test('stop making a preview when the scene is closed', async () => {
    const scene = await open({ widthPx: 9_900_000, heightPx: 9_900_000, tilePx: 16_384, ...tilesOf(605) });
    const levels = scene.preview.levels(1 << 20);
    scene.preview.close();
    await expect(levels).rejects.toThrow(/no longer needed/);
  });

  test('of thousands of bands give up a value per band without reading all pixels of all bands', async () => {
    const side = 63;
    const fields: TiffField[] = [[339, 3, new Array<number>(4096).fill(1)]];
    const scene = await open({
      widthPx: 1000,
      heightPx: 1000,
      tilePx: 16,
      bands: 4096,
      bits: 16,
      photometric: 1,
      ...tilesOf(side),
      fields,
    });
    expect(await sampleBandRanges(scene.raster)).toHaveLength(4096);
  });
});

test('errors are of the classes that the shells know', async () => {
  await expect(open({ ...gray, offsets: [5000] })).rejects.toBeInstanceOf(InvalidInput);
  const large = { widthPx: 32_768, heightPx: 16_384, compression: 5 };
  await expect(open({ ...gray, ...large })).rejects.toBeInstanceOf(Unsupported);
});

/** LERC2 of version 3, one value for all pixels. */
function lercHeader(rows: number, columns: number, blobBytes: number): Uint8Array {
  const bytes = new Uint8Array(130);
  const view = new DataView(bytes.buffer);
  bytes.set(text('Lerc2 '));
  view.setInt32(6, 3, true);
  view.setInt32(14, rows, true);
  view.setInt32(18, columns, true);
  view.setInt32(22, rows * columns, true);
  view.setInt32(26, 8, true);
  view.setInt32(30, blobBytes, true);
  view.setInt32(34, 1, true);
  return bytes;
}
