import { titles } from './titles.ts';

export const strings = {
  ...titles,
  noModel: 'There is no model',
  noSentence: 'Write a sentence in the Ask panel first',
  toAsk: 'Ask panel',
  windowsLeftOut: 'Example windows belong to one scene and are left out.',

  where: 'Dates',
  openScenes: 'Two open scenes',
  collectionOf: (name: string) => `Two times of ${name}`,
  before: 'Before',
  after: 'After',
  swap: 'Swap before and after',
  dated: (day: string, name: string) => `${day} · ${name}`,
  noPair: 'No two open scenes overlap',
  noPairText: 'Open two scenes of one place, or choose a collection with two dates.',
  noDates: 'The scenes of this collection have no two dates',
  noDatesText: 'Give them dates from their file names in the Collections panel.',
  toCollections: 'Collections panel',
  period: (name: string, count: string, scenes: number) =>
    `${name} (${count} ${scenes === 1 ? 'scene' : 'scenes'})`,
  sameTimes: 'Choose a time before and another one after it.',

  measure: 'Difference of',
  measures: { cosine: 'Cosines', percentile: 'Percentiles, for other light or season' },
  area: 'Limit to an area',
  everywhere: 'Everywhere both dates show',
  inArea: 'In an area',
  view: 'What the map shows',
  draw: 'Draw',
  anywhere: 'Everywhere',
  noPlaceShown: 'The map shows no scene with a coordinate reference system.',

  needsIndex: (name: string) => `${name} is not indexed with this model`,
  needsIndexText: 'Both scenes need windows of about the same size on the ground.',
  indexNow: 'Index',
  indexing: (name: string) => `Indexing ${name}`,

  compare: 'Compare',
  comparing: 'Comparing…',
  comparingPairs: (done: string, total: string) => `Comparing scenes: ${done} of ${total} pairs`,
  failed: 'The two dates cannot be compared',
  again: 'Try again',
  close: 'Close this comparison',
  hardToCompare: 'Compare with care',
  notIndexed: (count: string, scenes: number) =>
    `${count} ${scenes === 1 ? 'scene' : 'scenes'} of the two times not indexed`,
  cells: (count: string) => `${count} cells in common`,
  pairs: (count: string, pairs: number) => `${count} ${pairs === 1 ? 'pair' : 'pairs'} of scenes`,
  median: (value: string, spread: string) => `median change ${value}, spread ${spread}`,

  shown: 'Shown places',
  gained: (count: string) => `Gained ${count}`,
  lost: (count: string) => `Lost ${count}`,
  places: { gained: 'Places that gained, most first', lost: 'Places that lost, most first' },
  nothing: {
    gained: 'No place gained what the sentence says.',
    lost: 'No place lost what the sentence says.',
  },
  beforeAfter: (before: string, after: string) => `${before} → ${after}`,
  spreads: (deviations: string) => `${deviations} spreads`,
  placeLabel: (kind: 'gained' | 'lost', rank: number, difference: string, before: string, after: string) =>
    `${kind === 'gained' ? 'Gained' : 'Lost'} ${rank}, ${difference}, cosine ${before} before, ${after} after`,
  opening: (name: string) => `Open ${name}`,
  placesAs: (format: string) => `Places: ${format}`,
  differenceAs: (format: string) => `Difference map: ${format}`,
} as const;
