/** Dark water in a 16-bit scene: the stretch makes it black, but it is data, unlike a collar of raw zeros. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { similarityMap } from '../../../core/search/similarity-map.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { sceneMaker } from '../raster/scene-files.ts';
import type { TestTiff } from '../raster/write-tiff.ts';
import { DIM, projectionEncoder, syntheticKey } from './synthetic-scene.ts';

const SIDE = 640;
const WINDOW = 64;
/** Water and collar cover less than 2 % of the scene, so both lie below the range of the stretch. */
const isWater = (col: number, row: number): boolean => col >= 320 && col < 400 && row >= 320 && row < 380;
const isCollar = (col: number, row: number): boolean => col < 48 && row < 48;
const land = (col: number, row: number, band: number): number =>
  600 + ((col * 7919 + row * 104_729 + band * 31) % 2400);
const scene16: TestTiff = {
  width: SIDE,
  height: SIDE,
  bands: 3,
  bits: 16,
  format: 1,
  photometric: 2,
  value: (col, row, band) =>
    isCollar(col, row) ? 0 : isWater(col, row) ? 100 + ((col + row + band) % 9) : land(col, row, band),
};
const ofCollar: RasterWindow = { col: 0, row: 0, widthPx: WINDOW, heightPx: WINDOW };
const ofShore: RasterWindow = { col: 344, row: 320, widthPx: WINDOW, heightPx: WINDOW };

const open = sceneMaker();
const folder = mkdtempSync(join(tmpdir(), 'water-'));
afterAll(() => rmSync(folder, { recursive: true }));
let reader: SceneReader;
beforeAll(async () => {
  const scene = await open(scene16);
  reader = openModelView(scene, scene.description.defaultView);
});

test('a window of dark water and shore is encoded, a window of collar is not', async () => {
  const shore = await reader.readRgb(ofShore);
  expect(shore.rgb.filter((level) => level === 0).length).toBeGreaterThan(shore.rgb.length * 0.8);
  expect(isWorthEncoding(shore)).toBe(true);
  expect(isWorthEncoding(await reader.readRgb(ofCollar))).toBe(false);
});

test.each([
  ['signed', { format: 2 }, -32_768],
  ['float', { format: 3, bits: 32 }, -3.4028234663852886e38],
  ['inverted', { photometric: 0, bands: 1 }, 0],
] as const)(
  'with %s samples, too, a window of dark water and shore is encoded, a window of collar is not',
  async (_kind, layout, fill) => {
    const { value } = scene16;
    const scene = await open({
      ...scene16,
      ...layout,
      value: (col, row, band) => (isCollar(col, row) ? fill : value(col, row, band)),
    });
    const { readRgb } = openModelView(scene, scene.description.defaultView);
    expect(isWorthEncoding(await readRgb(ofShore))).toBe(true);
    expect(isWorthEncoding(await readRgb(ofCollar))).toBe(false);
  },
);

test('a cell of only dark water has a score in the map, a cell of only collar has none', async () => {
  const grid = makeGrid({ widthPx: SIDE, heightPx: SIDE }, [{ size: WINDOW, unit: 'px' }], null);
  const encoder = projectionEncoder();
  const key = syntheticKey(encoder, grid);
  const storage = new NodeStorage();
  const path = join(folder, 'index');
  const cells = new ShownCells(grid);
  await indexScene(
    { reader: cells.watching(reader), encoder, key, storage, path, batchSize: 16 },
    unattended(),
  );
  expect(cells.isComplete).toBe(true);
  const index = await OpenIndex.open(storage, path);
  const map = similarityMap(grid, index.scores(new Float32Array(DIM).fill(1 / Math.sqrt(DIM))));
  const { values } = cells.masked(map);
  const at = (col: number, row: number): number =>
    values[Math.floor(row / map.cellPx) * map.columns + Math.floor(col / map.cellPx)];
  expect(at(352, 340)).not.toBeNaN();
  expect(at(10, 10)).toBeNaN();
});

test('the model view of a 16-bit scene states the rule for its collar, that of an 8-bit scene does not', () => {
  const range = { min: 10, max: 200 };
  const linear = { bands: [0, 1, 2], stretch: { kind: 'linear', ranges: [range, range, range] } } as const;
  const plain = { bands: [0, 1, 2], stretch: { kind: 'none' } } as const;
  expect(modelViewText(plain, 'uint8')).toBe('bands 0 1 2 none');
  expect(modelViewText(linear, 'uint8')).toBe('bands 0 1 2 linear 10:200 10:200 10:200');
  expect(modelViewText(linear, 'uint16')).toBe('bands 0 1 2 linear 10:200 10:200 10:200 collar by samples');
});

test('an 8-bit scene gets no mask of its collar, with or without a stretch', async () => {
  const scene = await open({ ...scene16, bits: 8, value: (...at) => scene16.value(...at) >> 4 });
  const range = { min: 30, max: 190 };
  for (const stretch of [{ kind: 'none' }, { kind: 'linear', ranges: [range, range, range] }] as const) {
    const view = openModelView(scene, { bands: [0, 1, 2], stretch });
    expect((await view.readRgb(ofShore)).valid).toBeNull();
  }
});
