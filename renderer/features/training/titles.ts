/** Names of the panel and its commands, which the window needs from the start. */
export const titles = {
  training: 'Training',
  newRun: 'Train a model…',
} as const;
