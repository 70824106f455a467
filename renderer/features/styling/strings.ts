import { titles } from './titles.ts';

/** Of what is loaded on demand. */
export const strings = {
  ...titles,
  mapKind: 'Map',
  similarityKind: 'Similarity',
  phraseKind: (phrase: string) => `“${phrase}”`,
  seloKind: (version: string) => `SeLo ${version}`,
  seloRunning: 'Scoring the windows of the SeLo paper…',
  seloProgress: (done: string, total: string) => `${done} of ${total} windows scored`,
  seloNote: (windows: string, centres: string) =>
    `The probability map as published, from ${windows} windows, in its colours (JET, 30 %). It is stretched to this scene, so some place is always red. Crosses: ${centres} attention centres.`,
  regions: (count: string) => `Regions: ${count}`,
  drawRegions: 'Draw regions',
  stopDrawing: 'Stop drawing',
  loadRegions: 'Load regions…',
  removeRegions: 'Remove regions',
  figures: { rsu: 'Rsu', ras: 'Ras', rda: 'Rda', rmi: 'Rmi' },
  figureHints: {
    rsu: 'Probability inside the regions compared with outside; higher is better',
    ras: 'Distance of the attention from the regions; lower is better',
    rda: 'Concentration of the attention; higher is better',
    rmi: '0.4 Rsu + 0.35 (1 − Ras) + 0.25 Rda; higher is better',
  },
  ramp: 'Colour ramp',
  notPerceptual: (name: string) => `${name} (not perceptually uniform)`,
  reversed: 'Reverse',
  fadeLow: 'Fade low scores',
  sharpen: 'Sharpen',
  sharpenHint: 'Looks at the best windows again, patch by patch, and outlines what each hit was found for.',
  sharpening: 'Sharpening…',
  sharpened: (windows: string) => `Sharpened by the patches of ${windows} windows.`,
  sharpenedWhole: 'Sharpened by the patches of the whole scene.',
  wholeScene: 'Patches of the whole scene',
  patchCost: (passes: string, time: string, size: string) =>
    `${passes} passes, ${time}, ${size}. Then every question is sharpened at once, everywhere.`,
  patchesRunning: (share: string) => `Encoding the patches of the whole scene: ${share}`,
  patchesThere: (size: string) => `Patches of the whole scene: ${size}`,
  removePatches: 'Remove patches',
  range: 'Range',
  stretchToScene: 'Stretch to this scene',
  stretchWarning:
    'The colours now span the scores of this scene, so the highest one is not necessarily a good match.',
  resetRange: 'Reset range',
  threshold: 'Threshold',
  useThreshold: 'Hide cells below',
  histogram: (windows: string, min: string, max: string) =>
    `Histogram of the scores of ${windows} windows, from ${min} to ${max}`,
  above: (share: string) => `${share} of windows score at least this`,
  rangeMin: 'Low end of the ramp',
  rangeMax: 'High end of the ramp',
} as const;
