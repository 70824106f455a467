/** A verdict as one line of text. */
import type { Verdict } from '../../../core/documents/search.ts';

const WORDS: Readonly<Record<Verdict['kind'], string>> = {
  convincing: 'Convincing match.',
  weak: 'Weak match.',
  none: 'No convincing match.',
  uncalibrated: 'This model has no calibration.',
};

export function verdictLine({ kind, reason }: Verdict): string {
  return `${WORDS[kind]} ${reason}`;
}
