/** Words that the menu needs before the panel is loaded. */
export const names = {
  training: 'Training',
  newRun: 'Train a model…',
} as const;
