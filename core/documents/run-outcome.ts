/** Describes what a finished run achieved, and decides whether its result becomes a model. */
import type { Translated } from './language.ts';
import type { CalibrationPair, LossCourse, RunOutcome } from './run.ts';

/** A loss above this share of the loss of guessing counts as no better: a model whose features have collapsed ends there. */
const AT_CHANCE = 0.98;

/** A larger fall of the area under the curve is reported. */
const LARGEST_FALL = 0.03;

/** True if the run makes no model: its result is worse than its base, or it learnt nothing and validation does not show otherwise. */
export function keepsBase({ comparison, loss }: RunOutcome): boolean {
  if (comparison !== null && comparison.kind !== 'same') return comparison.kind === 'worse';
  return endsAtChance(loss);
}

function endsAtChance({ last, chance }: LossCourse): boolean {
  return last >= AT_CHANCE * chance;
}

export const OUTCOME_WORDS = {
  notCompared: 'The run has no validation pairs, so its result was not compared with its base.',
  compared: { better: 'Better than', same: 'About the same as', worse: 'Worse than' },
  recall: (
    compared: string,
    pictures: string,
    base: string,
    result: string,
    difference: string,
    margin: string,
  ) =>
    `${compared} its base: mean recall on ${pictures} validation pictures ${base} % before, ${result} % after (${difference} points; up to ${margin} is chance).`,
  atChance: (first: string, last: string, chance: string) =>
    `The loss went from ${first} to ${last}, no better than guessing (${chance}): the run diverged or learnt nothing; lower the learning rate, or check the captions.`,
  kept: 'No model was made: the base is kept.',
  forgotten: (base: string, result: string) =>
    `The model tells everyday scenes apart less well than its base (area under the curve on the calibration pictures ${base} before, ${result} after): add pairs of other kinds of scene, or lower the learning rate.`,
} as const;

/** The words of a language, and how it writes a number with so many decimals. */
export type OutcomeWords = Translated<typeof OUTCOME_WORDS> & {
  readonly number: (value: number, digits: number) => string;
};

const ENGLISH: OutcomeWords = { ...OUTCOME_WORDS, number: (value, digits) => value.toFixed(digits) };

/** One to three sentences. */
export function outcomeWords(outcome: RunOutcome, words: OutcomeWords = ENGLISH): string {
  const { comparison, loss } = outcome;
  const [first, last, chance] = [loss.first, loss.last, loss.chance].map((each) => words.number(each, 2));
  return [
    comparison === null ? words.notCompared : comparisonWords(comparison, words),
    ...(endsAtChance(loss) ? [words.atChance(first, last, chance)] : []),
    ...(keepsBase(outcome) ? [words.kept] : []),
  ].join(' ');
}

function comparisonWords(
  { kind, base, result, margin, pictures }: NonNullable<RunOutcome['comparison']>,
  { compared, recall, number }: OutcomeWords,
): string {
  const difference = result - base;
  const sign = difference >= 0 ? '+' : '\u2212';
  return recall(
    compared[kind],
    String(pictures),
    number(base, 1),
    number(result, 1),
    `${sign}${number(Math.abs(difference), 1)}`,
    number(margin, 1),
  );
}

/** What the result has forgotten of everyday scenes, which the validation pairs do not show; null if little or unknown. */
export function forgettingWords(
  calibrations: CalibrationPair | null,
  words: OutcomeWords = ENGLISH,
): string | null {
  if (calibrations === null) return null;
  const { base, result } = calibrations;
  if (base - result <= LARGEST_FALL) return null;
  return words.forgotten(words.number(base, 3), words.number(result, 3));
}
