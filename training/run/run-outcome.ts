/** Judges a run by its log: which checkpoint is its result, and how that compares with the base. */
import type { BaseComparison, LossCourse, RunLogEntry, RunOutcome } from '../../core/documents/run.ts';

export type Validation = Extract<RunLogEntry, { kind: 'validation' }>;

/** Share of the steps, from the end, over which the last loss is averaged. */
const LAST_SHARE = 1 / 4;

/**
 * The last validation of a trained checkpoint that is within the margin of the best one, because on few pictures the highest figure is
 * chance, and later checkpoints have learnt more. Null if none was validated.
 */
export function chosenValidation(entries: readonly RunLogEntry[]): Validation | null {
  const trained = validations(entries).filter(({ step }) => step > 0);
  if (trained.length === 0) return null;
  const best = trained.reduce((a, b) => (b.meanRecall > a.meanRecall ? b : a));
  const least = best.meanRecall - marginOf(best);
  return trained.findLast(({ meanRecall }) => meanRecall >= least) ?? best;
}

/** `chance` is the loss of guessing. */
export function outcomeOf(entries: readonly RunLogEntry[], chance: number): RunOutcome {
  return { comparison: comparisonOf(entries), loss: lossCourse(entries, chance) };
}

/** Loss of a model that guesses: a text has `batch` pictures to choose from, and a picture also the `others` among the texts. */
export function chanceLoss(batch: number, others: number): number {
  return (Math.log(batch) + Math.log(batch + others)) / 2;
}

/**
 * Standard error of a recall on n pictures, in points: sqrt(p (1 - p) / n) for p = (hits + 1) / (n + 2), so that it is not 0 at 0 and 100
 * percent. 0 if an earlier version did not record the number of pictures.
 */
export function marginOf({ meanRecall, pictures = 0 }: Pick<Validation, 'meanRecall' | 'pictures'>): number {
  if (pictures === 0) return 0;
  const share = ((meanRecall / 100) * pictures + 1) / (pictures + 2);
  return 100 * Math.sqrt((share * (1 - share)) / pictures);
}

function comparisonOf(entries: readonly RunLogEntry[]): BaseComparison | null {
  const base = validations(entries).find(({ step }) => step === 0);
  const result = chosenValidation(entries);
  if (base === undefined || result === null) return null;
  const margin = marginOf(base);
  const difference = result.meanRecall - base.meanRecall;
  return {
    kind: difference > margin ? 'better' : difference < -margin ? 'worse' : 'same',
    base: base.meanRecall,
    result: result.meanRecall,
    margin,
    pictures: base.pictures ?? 0,
  };
}

function lossCourse(entries: readonly RunLogEntry[], chance: number): LossCourse {
  const losses = entries.flatMap((entry) => (entry.kind === 'step' ? [entry.total] : []));
  const last = losses.slice(-Math.max(1, Math.floor(LAST_SHARE * losses.length)));
  return {
    first: losses[0],
    last: last.reduce((sum, loss) => sum + loss, 0) / last.length,
    chance,
  };
}

function validations(entries: readonly RunLogEntry[]): readonly Validation[] {
  return entries.filter((entry) => entry.kind === 'validation');
}
