/** Map tiles in the scene's own pixel grid. */
import { expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import { tileGridOf, tileWindow } from '../../../core/raster/tile-grid.ts';
import { unattended } from '../../../core/task.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import { sceneMaker } from './scene-files.ts';
import { sourceHost } from './source-host.ts';

const open = sceneMaker();
const value = (col: number, row: number, band: number): number => (col * 3 + row * 5 + band * 40) & 255;
const smooth = { width: 1300, height: 700, bands: 3, bits: 8, format: 1, photometric: 2, value } as const;

test('level 0 is one tile, and the last level has full resolution', () => {
  const grid = tileGridOf(20_000, 12_000, 512);
  expect(grid.levels).toBe(7);
  expect(tileWindow(grid, 0, 0, 0)).toEqual({ col: 0, row: 0, widthPx: 20_000, heightPx: 12_000 });
  expect(tileWindow(grid, 6, 39, 23)).toEqual({ col: 19_968, row: 11_776, widthPx: 32, heightPx: 224 });
  expect(() => tileWindow(grid, 6, 40, 0)).toThrow(InvalidInput);
  expect(() => tileWindow(grid, 7, 0, 0)).toThrow(InvalidInput);
});

test('a tile at full resolution holds the original pixels and is transparent beyond the edge', async () => {
  const scene = await open(smooth);
  const grid = sceneTileGrid(scene, 256);
  const z = grid.levels - 1;
  const { rgba } = await readTile(scene, grid, scene.description.defaultView, z, 5, 2);
  const at = (col: number, row: number): number[] =>
    Array.from(rgba.subarray((row * 256 + col) * 4, (row * 256 + col) * 4 + 4));
  expect(at(10, 20)).toEqual([value(1290, 532, 0), value(1290, 532, 1), value(1290, 532, 2), 255]);
  expect(at(20, 20)).toEqual([0, 0, 0, 0]);
  expect(at(10, 188)).toEqual([0, 0, 0, 0]);
});

test('the pixels of a coarser tile are means of the pixels that they cover', async () => {
  const scene = await open({
    ...smooth,
    value: (col, row, band) => (band === 0 ? (col & 3) * 60 : (row & 3) * 20),
  });
  const grid = sceneTileGrid(scene, 256);
  const { rgba } = await readTile(scene, grid, scene.description.defaultView, grid.levels - 3, 0, 0);
  expect(Array.from(rgba.subarray(0, 4))).toEqual([90, 30, 30, 255]);
});

test('the preview of a large scene without overviews matches its pixels and has no holes', async () => {
  const side = 4200;
  const wide = { ...smooth, bands: 1, photometric: 1, width: side, height: side, nodata: '0' } as const;
  // A diagonal ramp with an empty corner.
  const ramp = (col: number, row: number): number =>
    col < 1000 && row < 1000 ? 0 : 1 + Math.floor(((col + row) / (2 * side)) * 250);
  const scene = await open({ ...wide, value: ramp });
  expect(scene.preview.finestScale).toBe(4);
  const grid = sceneTileGrid(scene, 256);
  const { rgba } = await readTile(scene, grid, scene.description.defaultView, 0, 0, 0);
  const scale = 2 ** (grid.levels - 1);
  const drawn = Math.floor(side / scale);
  for (const [col, row] of [
    [drawn - 1, 0],
    [drawn - 1, drawn - 1],
    [0, drawn - 1],
    [70, 70],
  ]) {
    const expected = ramp((col + 0.5) * scale, (row + 0.5) * scale);
    expect(Math.abs(rgba[(row * 256 + col) * 4] - expected)).toBeLessThanOrEqual(2);
    expect(rgba[(row * 256 + col) * 4 + 3]).toBe(255);
  }
  expect(rgba[3]).toBe(0);
});

test('an abort stops the reading of a tile', async () => {
  const scene = await open(smooth);
  const grid = sceneTileGrid(scene, 256);
  const tile = readTile(scene, grid, scene.description.defaultView, 0, 0, 0, AbortSignal.abort());
  await expect(tile).rejects.toThrow(/abort/i);
});

sharedTest('a tile from the overviews is close to the tile from the full image', async () => {
  const host = sourceHost();
  const scene = await openScene(host, sharedPath('scenes/kampala.tif'), unattended());
  const grid = sceneTileGrid(scene);
  const view = scene.description.defaultView;
  const alone = { ...scene, raster: { ...scene.raster, levels: scene.raster.levels.slice(0, 1) } };
  const [byOverview, byFull] = await Promise.all([
    readTile(scene, grid, view, 1, 0, 0),
    readTile(alone, grid, view, 1, 0, 0),
  ]);
  let difference = 0;
  for (let i = 0; i < byFull.rgba.length; i++) difference += Math.abs(byFull.rgba[i] - byOverview.rgba[i]);
  expect(difference / byFull.rgba.length).toBeLessThan(3);
  await scene.close();
  await host.close();
});
