/** Name of the panel, which the window needs from the start. */
export const titles = { change: 'Change' } as const;
