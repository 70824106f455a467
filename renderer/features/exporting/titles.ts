/** Names that the window needs from the start. */
export const titles = {
  export: 'Export…',
} as const;
