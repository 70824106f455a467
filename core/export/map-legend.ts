/** What the legend of an exported map says, on pages and on pictures. */
import type { Paint } from './paint-values.ts';

export type MapLegend = {
  readonly title: string;
  readonly paint: Paint;
  readonly ticks: readonly { readonly share: number; readonly label: string }[];
  /** Place (0-1) of the lowest value that is painted; null if all are. */
  readonly leastShare: number | null;
  /** Empty if there is nothing to add. */
  readonly foot: string;
};

const TICKS = 4;

/** `cell`: the size of a cell in words. */
export function mapLegend(title: string, paint: Paint, cell: string): MapLegend {
  const { min, max } = paint.range;
  const { threshold } = paint;
  const digits = digitsFor(max - min);
  const isCut = threshold !== null && threshold > min && threshold < max;
  return {
    title,
    paint,
    ticks: Array.from({ length: TICKS }, (_, i) => {
      const share = i / (TICKS - 1);
      return { share, label: (min + share * (max - min)).toFixed(digits) };
    }),
    leastShare: isCut ? (threshold - min) / (max - min) : null,
    foot: [...(isCut ? [`painted from ${threshold.toFixed(digits + 1)}`] : []), `cells of ${cell}`].join(
      ', ',
    ),
  };
}

/** So that neighbouring ticks differ in two digits at least. */
function digitsFor(span: number): number {
  return Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.max(span, 1e-6)) + 0.5)));
}
