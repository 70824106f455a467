/** Values of a map in the colours of its style. */
import type { SimilarityStyle } from '../documents/project.ts';
import type { ValueRange } from '../documents/scene.ts';
import { rampColours } from '../style/ramps.ts';

export type Paint = Pick<SimilarityStyle, 'ramp' | 'reversed' | 'fadeLow'> & {
  readonly range: ValueRange;
  /** Lower values are not drawn; null draws all. */
  readonly threshold: number | null;
};

/** [count, 4]: red, green, blue, alpha. NaN and what lies below the threshold are transparent. */
export function paintValues(values: Float32Array | Uint8Array, paint: Paint): Uint8Array {
  const colourOf = painter(paint);
  const rgba = new Uint8Array(values.length * 4);
  for (let i = 0; i < values.length; i++) {
    const { rgb, alpha } = colourOf(values[i]);
    if (alpha > 0) rgba.set([...rgb, Math.round(255 * alpha)], 4 * i);
  }
  return rgba;
}

/** The colour of one value; `alpha` is 0 to 1. */
export function painter({ ramp, reversed, fadeLow, range, threshold }: Paint) {
  const colours = rampColours(ramp, reversed);
  const span = range.max - range.min;
  return (value: number): { readonly rgb: readonly [number, number, number]; readonly alpha: number } => {
    const share = span > 0 ? Math.min(1, Math.max(0, (value - range.min) / span)) : 1;
    const isHidden = Number.isNaN(value) || (threshold !== null && value < threshold);
    const rgb = colours[Number.isNaN(share) ? 0 : Math.round(share * (colours.length - 1))];
    return { rgb, alpha: isHidden ? 0 : fadeLow ? share : 1 };
  };
}
