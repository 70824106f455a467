/** The legend of a map as pixels, for pictures. */
import type { Codecs } from '../host.ts';
import type { MapLegend } from './map-legend.ts';
import { painter } from './paint-values.ts';

/** [heightPx, widthPx, 4]: red, green, blue and alpha. */
export type Pixels = { readonly widthPx: number; readonly heightPx: number; readonly rgba: Uint8Array };

/** Sizes in letters. */
const WIDTH = 15;
const PADDING = 0.7;
const RAMP = 0.8;
const TICK = 0.3;
const SMALL = 0.8;
/** Letters of the title, as a share of the picture's longer edge; and the smallest legible ones. */
const LETTER_SHARE = 1 / 64;
const LEAST_LETTER_PX = 9;
/** Of the picture's width. A smaller picture has no room for a legend. */
const MOST_SHARE = 0.6;
const PLATE = [255, 255, 255, 225] as const;
const LINE = [60, 60, 60, 255] as const;

/** Letters in a picture of this size; null if a legend has no room in it. */
export function legendLetterPx({ widthPx, heightPx }: Omit<Pixels, 'rgba'>): number | null {
  const letterPx = Math.max(LEAST_LETTER_PX, Math.round(Math.max(widthPx, heightPx) * LETTER_SHARE));
  return [letterPx, LEAST_LETTER_PX].find((letter) => WIDTH * letter <= MOST_SHARE * widthPx) ?? null;
}

export async function legendPicture(
  drawText: Codecs['drawText'],
  { title, paint, ticks, leastShare, foot }: MapLegend,
  letterPx: number,
): Promise<Pixels> {
  const px = (letters: number): number => Math.max(1, Math.round(letters * letterPx));
  const [widthPx, padding, line] = [px(WIDTH), px(PADDING), px(0.08)];
  const inside = widthPx - 2 * padding;
  const write = (text: string, letters: number): Promise<Pixels> =>
    drawText(text, { letterPx: px(letters), widthPx: inside });
  const heading = await write(title, 1);
  const labels = await Promise.all(ticks.map(({ label }) => write(label, SMALL)));
  const words = await write(foot, SMALL);
  const rampTop = padding + heading.heightPx + px(0.5);
  const labelTop = rampTop + px(RAMP) + px(TICK) + px(0.2);
  const footTop = labelTop + Math.max(...labels.map(({ heightPx }) => heightPx)) + px(0.5);
  const heightPx = footTop + words.heightPx + padding;
  const sheet = { widthPx, heightPx, rgba: new Uint8Array(widthPx * heightPx * 4) };
  fill(sheet, [0, 0, widthPx, heightPx], PLATE);
  paste(sheet, heading, padding, padding);
  const ramp = [padding, rampTop, inside, px(RAMP)] as const;
  fill(sheet, ramp, [255, 255, 255, 255]);
  const colourOf = painter({ ...paint, threshold: null });
  const { min, max } = paint.range;
  for (let i = 0; i < inside; i++) {
    const { rgb, alpha } = colourOf(min + ((i + 0.5) / inside) * (max - min));
    fill(sheet, [padding + i, rampTop, 1, px(RAMP)], [...rgb, Math.round(255 * alpha)]);
  }
  const mark = (share: number, top: number, height: number, thickness: number): void =>
    fill(sheet, [padding + Math.round(share * (inside - thickness)), top, thickness, height], LINE);
  for (const [i, { share }] of ticks.entries()) {
    mark(share, rampTop + px(RAMP), px(TICK), line);
    const centred = padding + share * inside - labels[i].widthPx / 2;
    const most = widthPx - px(0.2) - labels[i].widthPx;
    paste(sheet, labels[i], Math.round(Math.min(most, Math.max(px(0.2), centred))), labelTop);
  }
  if (leastShare !== null) mark(leastShare, rampTop - px(0.2), px(RAMP) + px(0.4), 2 * line);
  paste(sheet, words, padding, footTop);
  return sheet;
}

/** Draws `above` over `sheet` with its upper left corner at (`left`, `top`); what lies outside is cut. */
export function paste(sheet: Pixels, above: Pixels, left: number, top: number): void {
  for (let row = Math.max(0, -top); row < Math.min(above.heightPx, sheet.heightPx - top); row++)
    for (let col = Math.max(0, -left); col < Math.min(above.widthPx, sheet.widthPx - left); col++) {
      const from = 4 * (row * above.widthPx + col);
      blend(sheet.rgba, 4 * ((top + row) * sheet.widthPx + left + col), above.rgba.subarray(from, from + 4));
    }
}

function fill(
  sheet: Pixels,
  [left, top, width, height]: readonly [number, number, number, number],
  colour: readonly [number, number, number, number],
): void {
  for (let row = top; row < top + height; row++)
    for (let col = left; col < left + width; col++)
      blend(sheet.rgba, 4 * (row * sheet.widthPx + col), colour);
}

/** The colour over what is there, by the usual rule for colours that are not multiplied by their alpha. */
function blend(rgba: Uint8Array, at: number, colour: ArrayLike<number>): void {
  const above = colour[3] / 255;
  const below = (rgba[at + 3] / 255) * (1 - above);
  const alpha = above + below;
  if (alpha === 0) return;
  for (let i = 0; i < 3; i++) rgba[at + i] = Math.round((colour[i] * above + rgba[at + i] * below) / alpha);
  rgba[at + 3] = Math.round(255 * alpha);
}
