import { keepUnits } from './keep-units.ts';

/**
 * Errors of the core. It speaks English; other languages translate those that are met most, and leave the others as they are. Loaded with
 * the first error.
 */
export const errorStrings = { said: keepUnits } as const;
