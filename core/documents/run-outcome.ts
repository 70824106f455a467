/** Describes what a finished run achieved, and decides whether its result becomes a model. */
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

/** One to three sentences. */
export function outcomeWords(outcome: RunOutcome): string {
  const { comparison, loss } = outcome;
  const told: string[] = [];
  if (comparison === null)
    told.push('The run has no validation pairs, so its result was not compared with its base.');
  else {
    const { kind, base, result, margin, pictures } = comparison;
    const names = { better: 'Better than', same: 'About the same as', worse: 'Worse than' } as const;
    const difference = result - base;
    const sign = difference >= 0 ? '+' : '\u2212';
    told.push(
      `${names[kind]} its base: mean recall on ${pictures} validation pictures ${base.toFixed(1)} % before, ${result.toFixed(1)} % after (${sign}${Math.abs(difference).toFixed(1)} points; up to ${margin.toFixed(1)} is chance).`,
    );
  }
  if (endsAtChance(loss))
    told.push(
      `The loss went from ${loss.first.toFixed(2)} to ${loss.last.toFixed(2)}, no better than guessing (${loss.chance.toFixed(2)}): the run diverged or learnt nothing; lower the learning rate, or check the captions.`,
    );
  if (keepsBase(outcome)) told.push('No model was made: the base is kept.');
  return told.join(' ');
}

/** What the result has forgotten of everyday scenes, which the validation pairs do not show; null if little or unknown. */
export function forgettingWords(calibrations: CalibrationPair | null): string | null {
  if (calibrations === null) return null;
  const { base, result } = calibrations;
  if (base - result <= LARGEST_FALL) return null;
  return `The model tells everyday scenes apart less well than its base (area under the curve on the calibration pictures ${base.toFixed(3)} before, ${result.toFixed(3)} after): add pairs of other kinds of scene, or lower the learning rate.`;
}
