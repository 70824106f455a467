/** Formats a verdict as one line. */
import { VERDICT_TITLES, type Verdict } from '../../../core/documents/verdict.ts';

export function verdictLine({ kind, reason }: Verdict): string {
  return `${VERDICT_TITLES[kind]}. ${reason}`;
}
