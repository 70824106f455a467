export const strings = {
  each: 'Ask each sentence by itself',
  together: (count: number) => `${count} sentences, asked together.`,
  asked: (count: number) => `${count} questions asked`,
  askedText: 'Each question has a line in Results. Its eye shows the map; click the line to see the answer.',
} as const;
