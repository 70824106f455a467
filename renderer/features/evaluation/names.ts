/** Words that the menu needs before the panel is loaded. */
export const names = {
  evaluation: 'Evaluation',
  newEvaluation: 'Evaluate a model…',
} as const;
