/** Names of the panel and its commands, which the window needs from the start. */
export const titles = {
  compare: 'Compare',
  stop: 'Close comparison',
} as const;
