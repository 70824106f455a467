/** What the models do not read as it is meant. */
export const strings = {
  negation: 'The model does not read "no" or "without": press "Without" and write there what to avoid.',
  count: 'The model does not count: numbers change the score, but not as you mean them.',
  language: 'The models know English best: write the sentence in English.',
} as const;
