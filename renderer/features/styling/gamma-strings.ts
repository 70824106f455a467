export const strings = {
  gamma: 'Gamma',
  hint: 'Above 1 brightens what is dark, below 1 darkens it. Changes the display only: the model sees the same scene as before.',
  reset: 'Reset gamma to 1',
} as const;
