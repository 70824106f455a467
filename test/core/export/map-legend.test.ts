import { expect, test } from 'vitest';
import { legendLetterPx, legendPicture, paste } from '../../../core/export/legend-picture.ts';
import { mapLegend } from '../../../core/export/map-legend.ts';

const paint = (min: number, max: number, threshold: number | null) =>
  ({ ramp: 'viridis', reversed: false, fadeLow: false, range: { min, max }, threshold }) as const;
/** A black block as high as a letter and half as wide for each letter. */
const drawText = async (text: string, { letterPx, widthPx }: { letterPx: number; widthPx: number }) => {
  const size = { widthPx: Math.min(widthPx, Math.round((text.length * letterPx) / 2)), heightPx: letterPx };
  const rgba = new Uint8Array(size.widthPx * size.heightPx * 4);
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  return { ...size, rgba };
};

test('ticks have as many digits as tell them apart, and the lowest painted value its place', () => {
  const cosine = mapLegend('', paint(0.225, 0.375, 0.26), '5.8 m');
  expect(cosine.ticks.map(({ label }) => label)).toEqual(['0.225', '0.275', '0.325', '0.375']);
  expect(cosine.leastShare).toBeCloseTo((0.26 - 0.225) / 0.15, 12);
  expect(cosine.foot).toBe('painted from 0.2600, cells of 5.8 m');
  const bytes = mapLegend('', paint(0, 255, null), '10 cm');
  expect(bytes.ticks.map(({ label }) => label)).toEqual(['0', '85', '170', '255']);
  expect(bytes).toMatchObject({ leastShare: null, foot: 'cells of 10 cm' });
});

test('a threshold outside the range has no place in the ramp', () => {
  for (const threshold of [-1, 0.2, 0.4, 2])
    expect(mapLegend('', paint(0.2, 0.4, threshold), '1 m')).toMatchObject({
      leastShare: null,
      foot: 'cells of 1 m',
    });
});

test('a legend takes at most 60 % of the width of a picture, and has none where its letters would be too small', () => {
  for (let widthPx = 50; widthPx < 5000; widthPx += 50) {
    const letterPx = legendLetterPx({ widthPx, heightPx: 2000 });
    if (letterPx === null) expect(widthPx).toBeLessThan(226);
    else expect(15 * letterPx).toBeLessThanOrEqual(0.6 * widthPx);
  }
});

test('the colours of the ramp run from left to right over white', async () => {
  const { widthPx, heightPx, rgba } = await legendPicture(
    drawText,
    mapLegend('abc', paint(0, 1, null), '1 m'),
    20,
  );
  const colours = Array.from({ length: heightPx }, (_, row) =>
    [0.1, 0.5, 0.9].map((share) => {
      const at = 4 * (row * widthPx + 14 + Math.round(share * (widthPx - 28)));
      return rgba.slice(at, at + 3).join(' ');
    }),
  );
  // Viridis at 0.1, 0.5 and 0.9.
  const row = colours.filter((each) => new Set(each).size === 3);
  expect(row.length).toBeGreaterThanOrEqual(16);
  expect(row[0]!.map((each) => each.split(' ').map(Number))).toEqual([
    [expect.closeTo(72, -1), expect.closeTo(36, -1), expect.closeTo(117, -1)],
    [expect.closeTo(33, -1), expect.closeTo(145, -1), expect.closeTo(140, -1)],
    [expect.closeTo(187, -1), expect.closeTo(223, -1), expect.closeTo(39, -1)],
  ]);
});

test('what is pasted over the edge of a picture is cut', () => {
  const sheet = { widthPx: 3, heightPx: 2, rgba: new Uint8Array(24) };
  paste(sheet, { widthPx: 2, heightPx: 2, rgba: new Uint8Array(16).fill(255) }, 2, -1);
  expect(sheet.rgba.reduce((sum, value) => sum + value, 0)).toBe(4 * 255);
  expect(sheet.rgba[8]).toBe(255);
});
