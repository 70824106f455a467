/** Names of the panel and its commands, which the window needs from the start. */
export const titles = {
  evaluation: 'Evaluation',
  newEvaluation: 'Evaluate a model…',
} as const;
