/** Words of the command, which the first window needs. */
export const titles = { add: 'Add layer from the web…' } as const;
