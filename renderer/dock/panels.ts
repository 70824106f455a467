/** The panels by id; their contents are in the feature table. */
export const panelTitles = {
  map: 'Map',
  layers: 'Layers',
  styling: 'Styling',
  search: 'Search',
  results: 'Results',
  dataset: 'Data set',
  training: 'Training',
  compare: 'Compare',
  models: 'Models',
  jobs: 'Jobs',
} as const;

export type PanelId = keyof typeof panelTitles;

export const panelIds: readonly PanelId[] = [
  'map',
  'layers',
  'styling',
  'search',
  'results',
  'dataset',
  'training',
  'compare',
  'models',
  'jobs',
];
