/** Words for an answer that the project keeps; loaded with it. */
export const strings = {
  title: 'Answer in the project',
  origin: (model: string, time: string) =>
    `From the project: answered with ${model}, ${time}. The map, export and refinement need an index.`,
  hits: 'Hits of the answer, best first',
  judged: { accepted: 'accepted', rejected: 'rejected' },
} as const;
