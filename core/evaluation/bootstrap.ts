/** Intervals of figures from bootstrap samples (Efron 1979): the items are drawn again, with replacement. */
import { seededRandom } from '../seeded-random.ts';

const SAMPLES = 2000;
const SEED = 1;

/**
 * `figure` is computed from indexes of items that were drawn. Ends of the middle 95 %. A sample may have no figure, such as one of pictures without a caption: it
 * is left out.
 */
export function bootstrapInterval(
  items: number,
  figure: (drawn: Int32Array) => number,
  samples = SAMPLES,
): readonly [number, number] {
  const random = seededRandom(SEED);
  const drawn = new Int32Array(items);
  const values = Float64Array.from({ length: samples }, () => {
    for (let i = 0; i < items; i++) drawn[i] = Math.floor(random() * items);
    return figure(drawn);
  })
    .filter(Number.isFinite)
    .sort();
  return [percentile(values, 0.025), percentile(values, 0.975)];
}

/** Interval of the mean of `values`, not empty. */
export function meanInterval(values: readonly number[]): readonly [number, number] {
  return bootstrapInterval(values.length, (drawn) => {
    let sum = 0;
    for (const i of drawn) sum += values[i];
    return sum / drawn.length;
  });
}

/** Linear interpolation between ascending values. */
function percentile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const low = Math.floor(place);
  const high = Math.min(ascending.length - 1, low + 1);
  return ascending[low] + (place - low) * (ascending[high] - ascending[low]);
}
