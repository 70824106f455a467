import { titles } from './titles.ts';

/** Of what is loaded on demand. */
export const strings = {
  ...titles,
  title: (name: string) => `Index ${name}`,
  explain: (model: string) =>
    `${model} processes every window of the scene once. After that, queries are answered instantly, without reading pixels.`,
  sizes: 'Window sizes',
  unit: 'Unit',
  pixels: 'Pixels',
  metres: 'Metres',
  size: (n: number) => `Size ${n}`,
  addSize: 'Add size',
  removeSize: (n: number) => `Remove size ${n}`,
  defaults: 'Defaults',
  stride: 'Neighbouring windows overlap. The grid starts at the upper-left corner of the scene.',
  windows: 'Windows',
  time: 'Time on this computer',
  rate: (time: string, rate: string) => `${time} (about ${rate}\u00a0windows/s)`,
  disk: 'Disk space',
  smallest: 'Smallest thing it can find',
  memory: 'Memory',
  about: (length: string) => `about ${length}`,
  planning: 'Counting windows…',
  start: 'Start indexing',
  index: 'Index…',
  indexFirst: 'Index this scene first',
  indexWhy: 'The model looks at each window once; after that, every question is answered at once.',
  /** With an ellipsis if a dialog comes first. */
  indexIn: (time: string, asks: boolean) => `Index (${time})${asks ? '…' : ''}`,
  more: 'Sizes…',
  smallestHere: (length: string) => `Smallest thing it can find here: about ${length}.`,
  exists: 'The scene is already indexed',
  existsText: 'The same sizes are not indexed again; other sizes create another index.',
  badSize: 'Sizes must be between 16 and 16,384 pixels.',
} as const;
