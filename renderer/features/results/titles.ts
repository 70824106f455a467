/** Names that the window needs from the start. */
export const titles = {
  accepted: 'Accept this hit',
  failed: 'The search failed',
  moreLike: 'Find more like this hit',
  needsIndex: 'The answer appears here as soon as the scene is indexed.',
  nextHit: 'Next hit',
  nothingAsked: 'Nothing asked yet',
  nothingAskedHint: 'Describe what you are looking for. The best-matching windows of the scene appear here.',
  previousHit: 'Previous hit',
  rejected: 'Reject this hit',
  retry: 'Try again',
  searching: 'Searching…',
  seen: 'Show pixels seen by the model',
  waiting: 'The answer appears here as soon as the first windows are indexed.',
  zoomTo: 'Zoom to this hit',
} as const;
