import { titles } from './titles.ts';

export const COMPARED_VIEWS = ['swipe', 'beside', 'difference'] as const;

/** Of the panel, which is loaded on demand. */
export const strings = {
  ...titles,
  nothing: 'Nothing asked yet',
  nothingText: 'Ask something to compare two models on it.',
  oneModel: 'There is only one model',
  oneModelText: 'Import another model, or train one on your own pairs.',
  a: 'Model A',
  b: 'Model B',
  show: 'Compare on the map',
  close: 'Close comparison',
  same: 'Choose two different models.',
  needsIndex: (model: string) => `${model} has no index of this scene yet`,
  needsIndexText: 'Each model needs its own index of the scene.',
  indexNow: 'Index with the same windows',
  indexing: (model: string) => `Indexing with ${model}`,
  asking: 'Asking both models…',
  failed: 'The comparison failed',
  view: 'What the map shows',
  views: { swipe: 'Swipe', beside: 'Side by side', difference: 'Difference' },
  besideMap: 'Second map, which moves with the first',
  measure: 'Difference of',
  measures: {
    cosine: 'Cosines',
    percentile: 'Percentiles within each map',
  },
  measureHint: 'Cosines of different models may be on different scales; percentiles are comparable.',
  swipe: 'Position of the line between model A and model B',
  swipeLeft: (model: string) => `A: ${model}`,
  swipeRight: (model: string) => `B: ${model}`,
  legend: (min: string, max: string) => `Both maps: colours range from cosine ${min} to ${max}`,
  questionLegend: (words: string, min: string, max: string) =>
    `Map of “${words}”: colours range from cosine ${min} to ${max}`,
  legendTitle: 'Similarity, same scale for A and B',
  differenceTitle: 'Difference A − B',
  differenceLegend: (most: string) => `Blue: B is higher, up to ${most}. Red: A is higher, up to ${most}.`,
  higherB: 'B higher',
  higherA: 'A higher',
  hitsOf: (name: string, model: string) => `Hits of model ${name}: ${model}`,
  hit: (rank: number, score: string) => `${rank}. cosine ${score}`,
  otherRank: (rank: number) => `other model: ${rank}`,
  notThere: 'other model: not listed',
  agree: (shared: number, of: number) => `${shared} of the top ${of} hits are at the same place`,
} as const;
