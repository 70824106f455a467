import { strings as scenes } from './strings.ts';

/** Of what is loaded with the first question. */
export const strings = {
  ...scenes,
  nameOf: 'Name of the result',
  opacityOf: (name: string) => `Opacity of ${name}`,
  copyOf: (name: string) => `${name} (copy)`,
  rename: 'Rename',
  duplicate: 'Duplicate',
  swipeWith: 'Compare with the current question',
  copyStyle: 'Copy style',
  pasteStyle: 'Paste style',
  removeResult: 'Remove result',
} as const;
