/** Names of verdicts. */
import { VERDICT_TITLES } from '../../core/documents/verdict.ts';

export const verdictStrings = VERDICT_TITLES;
