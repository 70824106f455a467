export const strings = {
  each: 'Ask each sentence by itself',
  together: (count: number) => `${count} sentences, asked together.`,
  asked: (count: number) => `${count} questions asked`,
  askedText: 'Each has a line under Results: its eye shows the map, a press brings its answer.',
} as const;
