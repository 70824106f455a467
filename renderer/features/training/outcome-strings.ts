/** What a run achieved. */
import { OUTCOME_WORDS } from '../../../core/documents/run-outcome.ts';

export const outcomeStrings = OUTCOME_WORDS;
