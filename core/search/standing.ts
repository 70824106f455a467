/** Standing of a sentence among the bank's sentences: the statistic behind the verdicts. */

/** Number of best windows whose mean is a sentence's score: more than one, so that a single odd window matters less. */
export const TOP_WINDOWS = 3;

/**
 * Deviation of the bank at which a standing is counted in deviations, like that of the starter in a mosaic of a dozen pictures. It sets the
 * unit of standings, and no verdict depends on it: the thresholds of each model are measured in the same unit.
 */
const USUAL_DEVIATION = 0.08;

/**
 * Absent sentences stand lower by this much in ten times as many windows, measured in mosaics of training pictures of 49 to 497 windows
 * (training/RUNS.md). In a mosaic of `USUAL_WINDOWS` they stand as high as in the bags of pictures that a calibration is made of.
 */
const LOWER_PER_DECADE = 0.1;
const USUAL_WINDOWS = 115;
/** False alarms were counted between these numbers of windows. Fewer and more count as these. */
const [FEWEST_WINDOWS, MOST_WINDOWS] = [30, 5000];

/** The score of a sentence compared with those of the bank's sentences in the same windows. */
export type Standing = {
  /** (reached - bankMiddle) / bankUnit. */
  readonly z: number;
  /** Mean of the sentence's highest centred cosines. */
  readonly reached: number;
  readonly bankMiddle: number;
  readonly bankUnit: number;
};

/**
 * Standing of a sentence that reached `reached` in `windows` windows, where the bank's sentences reached `bank`. `windows` is null for pictures
 * that do not overlap. Null if the bank has fewer than two values, or if they are all equal.
 *
 * Three rules let the same absent sentence stand as high in a small scene as in a large one. Some of the bank's sentences are about what the
 * scene shows, the more so the more things it shows: they raise the mean and hardly the median, and halfway between is the middle. And the
 * fewer things a scene shows, the wider the bank is spread, and the higher sentences about something like them lie above the middle: the unit
 * grows faster than the deviation. What is left depends on the number of windows, and moves the middle.
 */
export function standingAmong(
  reached: number,
  windows: number | null,
  bank: readonly number[],
): Standing | null {
  if (bank.length < 2) return null;
  const mean = bank.reduce((sum, value) => sum + value, 0) / bank.length;
  const variance = bank.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bank.length;
  const deviation = Math.sqrt(variance);
  if (deviation === 0) return null;
  const bankUnit = deviation * Math.sqrt(deviation / USUAL_DEVIATION);
  const bankMiddle = (mean + medianOf(bank)) / 2 - loweredBy(windows) * bankUnit;
  return { z: (reached - bankMiddle) / bankUnit, reached, bankMiddle, bankUnit };
}

/** How much lower absent sentences stand than in the usual number of windows. */
function loweredBy(windows: number | null): number {
  if (windows === null) return 0;
  const counted = Math.min(MOST_WINDOWS, Math.max(FEWEST_WINDOWS, windows));
  return LOWER_PER_DECADE * Math.log10(counted / USUAL_WINDOWS);
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1];
  return (sorted[low] + sorted[high]) / 2;
}

/** The `TOP_WINDOWS` highest values, descending; -Infinity fills missing ones. */
export class Top {
  readonly values: Float32Array;

  constructor(values: Float32Array = new Float32Array(TOP_WINDOWS).fill(Number.NEGATIVE_INFINITY)) {
    this.values = values;
  }

  /** NaN is ignored. */
  add(value: number): void {
    const { values } = this;
    let at = values.length - 1;
    if (!(value > values[at])) return;
    for (; at > 0 && values[at - 1] < value; at--) values[at] = values[at - 1];
    values[at] = value;
  }

  /** Mean of the `count` highest values, or of all; null if there are none. */
  mean(count = TOP_WINDOWS): number | null {
    const known = this.values.subarray(0, count).filter((value) => value !== Number.NEGATIVE_INFINITY);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  }
}
