/** Overviews and masks that GDAL keeps in separate files beside a raster. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import { sampleRanges } from '../../../core/raster/sample-ranges.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import { sourceHost } from './source-host.ts';
import { type TestTiff, writeTiff } from './write-tiff.ts';

const host = sourceHost();
const folder = mkdtempSync(join(tmpdir(), 'beside-'));
const scenes: Scene[] = [];
afterAll(async () => {
  await Promise.all(scenes.map((scene) => scene.close()));
  await host.close();
  rmSync(folder, { recursive: true });
});

const gray: TestTiff = {
  width: 40,
  height: 30,
  bands: 1,
  bits: 8,
  format: 1,
  photometric: 1,
  value: (col, row) => 10 + col + row,
};
const half: TestTiff = { ...gray, width: 20, height: 15, subfileType: 1 };

/** Opens a scene with the files `beside` it: contents by the suffix that is added to the path of the scene. */
async function open(tiff: TestTiff, beside: Readonly<Record<string, Uint8Array>>): Promise<Scene> {
  const path = join(folder, `${scenes.length}.tif`);
  writeFileSync(path, writeTiff(tiff));
  for (const [suffix, bytes] of Object.entries(beside)) writeFileSync(`${path}${suffix}`, bytes);
  const scene = await openScene(host, path, unattended());
  scenes.push(scene);
  return scene;
}

const ofFiles = (scene: Scene): readonly string[] =>
  scene.description.warnings.filter((warning) => !warning.includes('georeferenced'));

describe('overviews in a file beside the raster', () => {
  test('become levels of the raster', async () => {
    const scene = await open(gray, { '.ovr': writeTiff(half) });
    expect(scene.description.overviews).toEqual([{ widthPx: 20, heightPx: 15 }]);
    expect(ofFiles(scene)).toEqual([]);
  });

  const whole = writeTiff(half);
  test.each([
    ['empty', new Uint8Array(0)],
    ['truncated', whole.subarray(0, whole.length - 40)],
    ['not a TIFF', new TextEncoder().encode('<!doctype html>')],
    ['compressed with an unsupported codec', writeTiff({ ...half, compression: 33003 })],
  ])('that is %s are left out, and a warning names the file', async (_what, bytes) => {
    const scene = await open(gray, { '.ovr': bytes });
    expect(scene.description.overviews).toEqual([]);
    const [warning, ...more] = ofFiles(scene);
    expect(warning).toContain(`${scene.description.path}.ovr: `);
    expect(warning).toMatch(/slower until it is rebuilt, for example with gdaladdo/);
    expect(more).toEqual([]);
  });
});

describe('a mask in a file beside the raster', () => {
  /** The left half is masked. */
  const mask = maskOf(gray);

  test('hides the masked pixels from the model and on the map', async () => {
    const scene = await open(gray, { '.msk': writeTiff(mask) });
    expect(scene.description.hasMask).toBe(true);
    expect(ofFiles(scene)).toEqual([]);
    expect(await validOf(scene)).toBe(20 * 30);
    expect(await opaqueOf(scene)).toBe(20 * 30);
  });

  test('is part of the identity of the scene', async () => {
    const bytes = writeTiff(mask);
    const identities: string[] = [];
    for (const beside of [undefined, bytes, writeTiff({ ...mask, value: () => 255 })]) {
      const path = join(folder, 'same.tif');
      writeFileSync(path, writeTiff(gray));
      utimesSync(path, 1, 1);
      if (beside) {
        writeFileSync(`${path}.msk`, beside);
        utimesSync(`${path}.msk`, 1, 1);
      }
      const scene = await openScene(host, path, unattended());
      identities.push(scene.description.identity);
      await scene.close();
    }
    expect(new Set(identities).size).toBe(3);
  });

  const whole = writeTiff(mask);
  test.each([
    ['empty', new Uint8Array(0), /only 0 bytes long/],
    ['truncated', whole.subarray(0, whole.length - 40), /the file ends at/],
    ['of another size', writeTiff(maskOf(half)), /the mask has 20 x 15 px, the raster 40 x 30 px/],
    ['separate for each band', writeTiff({ ...mask, bands: 3 }), /a mask with 3 bands is not supported/],
  ])('that is %s is left out, and a warning states the consequence', async (_what, bytes, reason) => {
    const scene = await open(gray, { '.msk': bytes });
    expect(await validOf(scene)).toBe(40 * 30);
    const [warning, ...more] = ofFiles(scene);
    expect(warning).toContain(`A mask is not used: ${scene.description.path}.msk: `);
    expect(warning).toMatch(reason);
    expect(warning).toMatch(/Masked pixels count as data until it is rebuilt/);
    expect(more).toEqual([]);
  });
});

describe('overviews of a raster with a mask', () => {
  /** Only masked pixels have low values, which would lower the range if they counted. */
  const wide: TestTiff = {
    ...gray,
    width: 1200,
    height: 900,
    bits: 16,
    value: (col, row) => (col < 600 ? 1 : 1000 + row),
  };
  const wideHalf: TestTiff = {
    ...wide,
    width: 600,
    height: 450,
    subfileType: 1,
    value: (col, row) => (col < 300 ? 1 : 1000 + 2 * row),
  };
  const masked = { '.ovr': writeTiff(wideHalf), '.msk': writeTiff(maskOf(wide)) };

  test('are masked by the overviews of the mask', async () => {
    const scene = await open(wide, {
      ...masked,
      '.msk.ovr': writeTiff({ ...maskOf(wideHalf), subfileType: 1 }),
    });
    expect(scene.description.overviews.length).toBe(1);
    expect(ofFiles(scene)).toEqual([]);
    await expectHalf(scene);
  });

  test('are not used when the mask has no overview of the same size', async () => {
    const scene = await open(wide, masked);
    expect(scene.description.overviews).toEqual([]);
    expect(ofFiles(scene)).toEqual([
      expect.stringMatching(/without a mask of the same size are not used \(1 of 1\)/),
    ]);
    await expectHalf(scene);
  });

  async function expectHalf(scene: Scene): Promise<void> {
    expect((await sampleRanges(scene.raster))[0].min).toBeGreaterThan(1000);
    const { rgba } = await readTile(scene, sceneTileGrid(scene), scene.description.defaultView, 0, 0, 0);
    expect([0, 299].map((col) => rgba[(10 * 512 + col) * 4 + 3])).toEqual([0, 255]);
  }
});

function maskOf(tiff: TestTiff): TestTiff {
  return { ...tiff, bits: 8, subfileType: 0, value: (col) => (col < tiff.width / 2 ? 0 : 255) };
}

async function validOf(scene: Scene): Promise<number> {
  const { widthPx, heightPx, defaultView } = scene.description;
  const read = await openModelView(scene, defaultView).readRgb({ col: 0, row: 0, widthPx, heightPx });
  return read.valid?.filter((flag) => flag !== 0).length ?? widthPx * heightPx;
}

async function opaqueOf(scene: Scene): Promise<number> {
  const { rgba } = await readTile(scene, sceneTileGrid(scene), scene.description.defaultView, 0, 0, 0);
  return rgba.filter((value, at) => at % 4 === 3 && value === 255).length;
}
