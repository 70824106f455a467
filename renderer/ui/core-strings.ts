import { keepUnits } from './keep-units.ts';

/**
 * What the core says. It speaks English; other languages translate the sentences that a window shows most (titles and phases of jobs,
 * verdicts) and leave the others as they are.
 */
export const coreStrings = { said: keepUnits } as const;
