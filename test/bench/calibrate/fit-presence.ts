/** Logistic regression of presence on evidence, and the figures that judge it. */
import type { EvidenceWeight } from '../../../core/search/calibration.ts';
import { logOdds } from '../../../core/search/presence.ts';
import type { Evidence } from '../../../core/search/presence-evidence.ts';

export type LabelledEvidence = { readonly evidence: Evidence; readonly isPresent: boolean };

export type PresenceFit = { readonly weights: readonly EvidenceWeight[]; readonly bias: number };

/** Ridge penalty: brings the weights of correlated evidence together, and keeps weights finite when samples are separable. */
const RIDGE = 0.1;
const STEPS = 3000;
const RATE = 0.3;

/** Gradient descent on the mean log loss. Present and absent samples have the same total weight, however many there are of each. */
export function fitPresence(
  samples: readonly LabelledEvidence[],
  names: readonly (keyof Evidence)[],
): PresenceFit {
  const scales = names.map((name) => scaleOf(samples.map(({ evidence }) => evidence[name])));
  const rows = samples.map(({ evidence }) =>
    names.map((name, i) => (evidence[name] - scales[i].mean) / scales[i].deviation),
  );
  const present = samples.filter((sample) => sample.isPresent).length;
  const share = samples.map(({ isPresent }) => 0.5 / (isPresent ? present : samples.length - present));
  const weights = names.map(() => 0);
  let bias = 0;
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight) => RIDGE * weight);
    let biasGradient = 0;
    rows.forEach((row, s) => {
      const value = row.reduce((sum, x, i) => sum + weights[i] * x, bias);
      const error = share[s] * (1 / (1 + Math.exp(-value)) - (samples[s].isPresent ? 1 : 0));
      row.forEach((x, i) => {
        gradient[i] += error * x;
      });
      biasGradient += error;
    });
    gradient.forEach((g, i) => {
      weights[i] -= RATE * g;
    });
    bias -= RATE * biasGradient;
  }
  return { weights: names.map((name, i) => ({ name, ...scales[i], weight: weights[i] })), bias };
}

export function decisions(fit: PresenceFit, samples: readonly LabelledEvidence[]): LabelledValue[] {
  return samples.map(({ evidence, isPresent }) => ({ value: logOdds(fit, evidence), isPresent }));
}

export type LabelledValue = { readonly value: number; readonly isPresent: boolean };

/** Probability that a present sample has a higher value than an absent one; ties count half. */
export function areaUnderCurve(values: readonly LabelledValue[]): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  let [absent, wins] = [0, 0];
  for (let i = 0; i < sorted.length; ) {
    const tied = sorted.slice(i).findIndex(({ value }) => value !== sorted[i].value);
    const group = sorted.slice(i, tied < 0 ? sorted.length : i + tied);
    const absentHere = group.filter(({ isPresent }) => !isPresent).length;
    wins += (group.length - absentHere) * (absent + absentHere / 2);
    absent += absentHere;
    i += group.length;
  }
  return wins / (absent * (values.length - absent));
}

/** Mean of two shares: of present samples at or above `threshold`, and of absent samples below it. */
export function balancedAccuracy(values: readonly LabelledValue[], threshold: number): number {
  const share = (isPresent: boolean) => {
    const all = values.filter((value) => value.isPresent === isPresent);
    return all.filter(({ value }) => value >= threshold === isPresent).length / all.length;
  };
  return (share(true) + share(false)) / 2;
}

/** The value at which balanced accuracy is highest. */
export function bestThreshold(values: readonly LabelledValue[]): number {
  return values
    .map(({ value }) => ({ value, accuracy: balancedAccuracy(values, value) }))
    .reduce((best, candidate) => (candidate.accuracy > best.accuracy ? candidate : best)).value;
}

/** The lowest value above which at most `share` of the absent samples lie. */
export function thresholdForFalseAlarms(values: readonly LabelledValue[], share: number): number {
  const absent = values
    .filter(({ isPresent }) => !isPresent)
    .map(({ value }) => value)
    .sort((a, b) => b - a);
  return absent[Math.min(absent.length - 1, Math.floor(absent.length * share))];
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
