/** Layer style of a similarity map as colour ramp stops, for other programs that draw an exported map. */
import type { SimilarityStyle } from '../documents/project.ts';
import type { ValueRange } from '../documents/scene.ts';
import { rampColours } from '../style/ramps.ts';
import type { RampStop } from './qml-style.ts';

const STOPS = 33;
/** Width of the step at the threshold, as a share of the range. */
const STEP_SHARE = 1e-6;

/** Ascending stops from `range.min` to `range.max`; values hidden by the threshold are transparent. */
export function mapStops(
  {
    ramp,
    reversed,
    fadeLow,
    threshold,
  }: Pick<SimilarityStyle, 'ramp' | 'reversed' | 'fadeLow' | 'threshold'>,
  { min, max }: ValueRange,
): RampStop[] {
  const colours = rampColours(ramp, reversed);
  const stopAt = (share: number): RampStop => ({
    value: min + (max - min) * share,
    rgb: colours[Math.round(share * (colours.length - 1))],
    alpha: fadeLow ? share : 1,
  });
  const shares = Array.from({ length: STOPS }, (_, i) => i / (STOPS - 1));
  const hidden = threshold === null ? 0 : (threshold - min) / (max - min);
  if (hidden <= 0) return shares.map(stopAt);
  const edge = Math.min(hidden, 1);
  return [
    ...[0, Math.max(0, edge - STEP_SHARE)].map((share) => ({ ...stopAt(share), alpha: 0 })),
    ...(hidden > 1
      ? [{ ...stopAt(1), alpha: 0 }]
      : [edge, ...shares.filter((share) => share > edge)].map(stopAt)),
  ];
}
