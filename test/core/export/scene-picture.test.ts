import { expect, test } from 'vitest';
import { painter } from '../../../core/export/paint-values.ts';
import { type PictureOverlay, pictureBytes, pictureFrame } from '../../../core/export/scene-picture.ts';
import { sceneMaker } from '../raster/scene-files.ts';

const SIZE = 512;
const CELL = 128;
const open = sceneMaker();
const { signal } = new AbortController();
/** Red, green and blue are 60, 120 and 180; the upper left eighth is a black collar. */
const value = (col: number, row: number, band: number): number =>
  col + row < SIZE / 4 ? 0 : 60 * (band + 1);
const scene = () => open({ width: SIZE, height: SIZE, bands: 3, bits: 8, format: 1, photometric: 2, value });
const paint = {
  ramp: 'magma',
  reversed: false,
  fadeLow: false,
  range: { min: 0, max: 1 },
  threshold: null,
} as const;
const values = Float32Array.from({ length: 16 }, (_, i) => ((i * 7) % 16) / 16);
const overlay: PictureOverlay = {
  map: { cellPx: CELL, columns: 4, rows: 4, values },
  paint,
  opacity: 1,
  isOverGrey: false,
};

async function drawn(
  over: PictureOverlay | null,
  gamma = 1,
): Promise<(col: number, row: number) => number[]> {
  const made = await scene();
  const rgba = await pictureBytes(
    made,
    { rendering: made.description.defaultView, gamma },
    pictureFrame(made, null, SIZE),
    over,
    signal,
  );
  return (col, row) => [...rgba.subarray(4 * (row * SIZE + col), 4 * (row * SIZE + col) + 4)];
}

test('a map has the colour of a cell at its middle, and runs evenly to the next one', async () => {
  const at = await drawn(overlay);
  const colourOf = painter(paint);
  for (const [column, row] of [
    [1, 1],
    [2, 3],
    [3, 2],
  ] as const) {
    const own = values[4 * row + column]!;
    const before = values[4 * row + column - 1]!;
    // A pixel's own middle is half a pixel farther.
    const step = (own - before) / CELL / 2;
    const middle = colourOf(own).rgb;
    const between = colourOf((own + before) / 2 + step).rgb;
    const pixel = at(CELL * column + CELL / 2, CELL * row + CELL / 2);
    for (let i = 0; i < 3; i++) expect(Math.abs(pixel[i]! - middle[i]!)).toBeLessThanOrEqual(4);
    const edge = at(CELL * column, CELL * row + CELL / 2);
    for (let i = 0; i < 3; i++) expect(Math.abs(edge[i]! - between[i]!)).toBeLessThanOrEqual(4);
  }
});

test('a map ends half way between a cell that is covered and one that is not, and its edge at a threshold fades', async () => {
  const half = values.map((_, i) => (i % 4 < 2 ? 0.9 : Number.NaN));
  const at = await drawn({ ...overlay, map: { ...overlay.map, values: half } });
  expect(at(2 * CELL - 2, 300)).not.toEqual([60, 120, 180, 255]);
  expect(at(2 * CELL + 2, 300)).toEqual([60, 120, 180, 255]);
  const cut = await drawn({
    ...overlay,
    paint: { ...paint, threshold: 0.89 },
    map: { ...overlay.map, values: half },
  });
  const colour = painter(paint)(0.9).rgb;
  // A sixth of the width over which the edge fades.
  for (let i = 0; i < 3; i++)
    expect(Math.abs(cut(30, 300)[i]! - (60 * (i + 1) + (colour[i]! - 60 * (i + 1)) / 6))).toBeLessThanOrEqual(
      1.5,
    );
});

test('the collar is transparent, with and without a map', async () => {
  for (const over of [null, overlay]) expect((await drawn(over))(20, 20)).toEqual([0, 0, 0, 0]);
});

test('grey imagery has the lightness of the colours', async () => {
  const at = await drawn({ ...overlay, opacity: 0, isOverGrey: true });
  const grey = Math.floor(0.2126 * 60 + 0.7152 * 120 + 0.0722 * 180 + 0.5);
  expect(at(400, 400)).toEqual([grey, grey, grey, 255]);
});

test('gamma is that of the screen: of the imagery, grey or not, and not of the map over it', async () => {
  const corrected = (byte: number): number => Math.floor(255 * (byte / 255) ** (1 / 2.2) + 0.5);
  expect((await drawn(null, 2.2))(400, 400)).toEqual([...[60, 120, 180].map(corrected), 255]);
  const grey = Math.floor(0.2126 * 60 + 0.7152 * 120 + 0.0722 * 180 + 0.5);
  const at = await drawn({ ...overlay, opacity: 0, isOverGrey: true }, 2.2);
  expect(at(400, 400)).toEqual([...Array(3).fill(corrected(grey)), 255]);
  expect((await drawn(overlay, 2.2))(300, 300)).toEqual((await drawn(overlay))(300, 300));
});
