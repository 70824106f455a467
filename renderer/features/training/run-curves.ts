/** Curves over the steps of a run, from its log. */
import type { RunLogEntry } from '../../../core/documents/run.ts';

export type CurvePoint = readonly [step: number, value: number];
export type RunCurves = {
  readonly long: readonly CurvePoint[];
  readonly short: readonly CurvePoint[];
  readonly learningRate: readonly CurvePoint[];
  readonly recall: readonly CurvePoint[];
};

export function runCurves(entries: readonly RunLogEntry[]): RunCurves {
  const valid = standing(entries);
  const steps = valid.filter((entry) => entry.kind === 'step');
  const series = (value: (entry: (typeof steps)[number]) => number | null): CurvePoint[] =>
    steps.flatMap((entry) => {
      const y = value(entry);
      return y === null ? [] : [[entry.step, y] as const];
    });
  return {
    long: series(({ long }) => long),
    short: series(({ short }) => short),
    learningRate: series(({ learningRate }) => learningRate),
    recall: valid.flatMap((entry) =>
      entry.kind === 'validation' ? [[entry.step, entry.meanRecall] as const] : [],
    ),
  };
}

/** Entries that still apply: a resumed run continues from its checkpoint, so later ones from before are dropped. */
export function standing(entries: readonly RunLogEntry[]): readonly RunLogEntry[] {
  let kept: RunLogEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'resumed') kept = kept.filter((each) => !isOfStep(each) || each.step <= entry.step);
    kept.push(entry);
  }
  return kept;
}

type OfStep = Extract<RunLogEntry, { kind: 'step' | 'validation' | 'samples' }>;

function isOfStep(entry: RunLogEntry): entry is OfStep {
  return entry.kind === 'step' || entry.kind === 'validation' || entry.kind === 'samples';
}
