import { titles } from './titles.ts';

/** Of what is loaded on demand. */
export const strings = {
  ...titles,
} as const;
