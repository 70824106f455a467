/** Names that the window needs from the start. */
export const titles = {
  blue: 'Blue',
  differs: (bands: string) =>
    `The model sees this scene otherwise than the screen: its bands are ${bands}, with its own stretch.`,
  green: 'Green',
  maxOf: (channel: string) => `${channel} maximum`,
  minOf: (channel: string) => `${channel} minimum`,
  onlyScreen: 'Affects the display only. The model keeps its own view of the scene.',
  opacity: 'Opacity',
  preset: { 'true-colour': 'True colour', infrared: 'Colour infrared', 'short-wave': 'Short-wave' },
  presets: 'Band combinations',
  red: 'Red',
  scene: 'Scene',
  similarity: 'Similarity map',
  stretch: 'Stretch',
  stretchCustom: 'Custom',
  stretchCut: '2 – 98\u00a0%',
  stretchFull: 'Min – max',
  stretchSigmas: 'Mean ± 2 σ',
  stretchNone: 'As stored',
  styling: 'Styling',
  useForModel: 'Use this style for the model…',
} as const;
