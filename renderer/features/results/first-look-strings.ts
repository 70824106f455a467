/** Words for a question without an index; loaded with it. */
export const strings = {
  needsIndex: 'The answer appears here as soon as the scene is indexed.',
  waiting: 'The answer appears here as soon as the first windows are indexed.',
  look: 'First look',
  lookHint:
    'Looks at coarse windows first, then at finer ones around the best. Takes seconds, and gives no verdict.',
  looking: 'Looking at the scene…',
  looked: (windows: string, planned: string, refined: string) =>
    `A first look, at ${windows} of ${planned} windows. ${refined} of the scene was looked at closely; the rest may contain better places.`,
  best: 'Best places so far',
  zoomTo: (rank: number, score: string) => `Zoom to place ${rank} (${score})`,
} as const;
