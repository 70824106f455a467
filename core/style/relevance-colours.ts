/** Colours of relevance maps: JET over the picture, as in published figures of attention. */
import { type Rgb, rampColours } from './ramps.ts';

/** Share of the colour in a pixel; the rest is the picture. */
export const RELEVANCE_OPACITY = 0.5;

/** For each value its colour on the range from the lowest to the highest; null if all are equal, so that none stands out. */
export function relevanceColours(values: ArrayLike<number>): readonly Rgb[] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (!(high > low)) return null;
  const ramp = rampColours('jet');
  return Array.from(values, (value) => ramp[Math.round((255 * (value - low)) / (high - low))]);
}
