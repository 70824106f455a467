/** Red, green and blue, in the order of a rendering's bands. */
import { titles } from './titles.ts';

export const CHANNELS = [
  { label: titles.red, index: 0 },
  { label: titles.green, index: 1 },
  { label: titles.blue, index: 2 },
] as const;
