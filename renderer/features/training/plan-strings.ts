import { keepUnits } from '../../ui/keep-units.ts';

/** The settings of a plan and the doubts about them come from the core, which speaks English; other languages translate them. */
export const planStrings = { said: keepUnits } as const;
