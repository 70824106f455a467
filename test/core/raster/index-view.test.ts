/** What indexing reads of a scene with a margin. */
import { expect, test } from 'vitest';
import { openIndexView } from '../../../core/raster/index-view.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import { sceneMaker } from './scene-files.ts';

const open = sceneMaker();
const plain = { width: 600, height: 400, bands: 3, bits: 8, format: 1, photometric: 2 } as const;
const isRoof = (col: number, row: number) => col >= 400 && col < 440 && row >= 200 && row < 240;
/** A margin at the upper left, a white roof inside, and otherwise grey in rows. */
const withMargin = (margin: number) => (col: number, row: number) =>
  col + row < 300 ? margin : isRoof(col, row) ? 255 : 60 + (row % 50);
const whole = { col: 0, row: 0, widthPx: 600, heightPx: 400 };

test('a white margin holds no data, a white roof does, and the pixels are those of the model view', async () => {
  const scene = await open({ ...plain, value: withMargin(255) });
  const { defaultView } = scene.description;
  const pixels = await (await openIndexView(scene, defaultView)).readRgb(whole);
  expect(pixels.rgb).toEqual((await openModelView(scene, defaultView).readRgb(whole)).rgb);
  const wrong = pixels.valid!.findIndex((valid, i) => {
    const [col, row] = [i % 600, Math.floor(i / 600)];
    return (valid === 0) !== col + row < 300;
  });
  expect(wrong).toBe(-1);
});

test('a window with more than a quarter of margin is left out, whether that is white or black; one with as much roof is not', async () => {
  const corner = { col: 130, row: 70, widthPx: 120, heightPx: 120 };
  const roof = { col: 384, row: 190, widthPx: 70, heightPx: 70 };
  for (const [margin, window, isTaken] of [
    [255, corner, false],
    [0, corner, false],
    [255, roof, true],
  ] as const) {
    const scene = await open({ ...plain, value: withMargin(margin) });
    const view = await openIndexView(scene, scene.description.defaultView);
    expect(isWorthEncoding(await view.readRgb(window)), `${margin} ${window.col}`).toBe(isTaken);
  }
});

test('a scene without a margin is read as it is', async () => {
  const scene = await open({ ...plain, value: (_, row) => 60 + (row % 50) });
  const pixels = await (await openIndexView(scene, scene.description.defaultView)).readRgb(whole);
  expect(pixels.valid).toBeNull();
});
