/** Names that the window needs from the start. */
export const titles = {
  command: 'Index scene…',
} as const;
