/** Names of the panel and its commands, which the window needs from the start. */
export const titles = {
  collections: 'Collections',
  newCollection: 'New collection…',
} as const;
