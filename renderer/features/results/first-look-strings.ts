/** Words of the first look; loaded with it. */
export const strings = {
  look: 'First look',
  lookHint:
    'Looks at coarse windows first, then at finer ones around the best. Takes seconds, and gives no verdict.',
  looking: 'Looking at the scene…',
  looked: (windows: string, planned: string, refined: string) =>
    `A first look, at ${windows} of ${planned} windows. ${refined} of the scene was looked at closely; the rest may contain better places.`,
  best: 'Best places so far',
  zoomTo: (rank: number, score: string) => `Zoom to place ${rank} (${score})`,
} as const;
