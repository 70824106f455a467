import { titles } from './titles.ts';

/** Of what is loaded on demand. */
export const strings = {
  ...titles,
  scale: (reached: string, absent: string, present: string) =>
    `This question reaches ${reached}; absent content typically reaches ${absent}, present content ${present}`,
  absentMark: 'absent',
  presentMark: 'present',
  why: 'Why this window',
  hits: (count: string) => (count === '1' ? '1 hit' : `${count} hits`),
  hitsIn: (count: string, windows: string) =>
    `${count === '1' ? '1 hit' : `${count} hits`} in ${windows === '1' ? '1 window' : `${windows} windows`}`,
  aboveAbsent: (count: string) => `${count} above absent`,
  belowAbsent: 'below what absent content typically reaches',
  hitList: 'Hits, best first',
  belowThreshold: (count: string) => `${count} more below the threshold`,
  partial: (percent: string) => `Only ${percent} of the scene is indexed`,
  refresh: 'Ask again',
  timing: (sizes: string, text: string, search: string) =>
    `${sizes}\u00a0px windows; sentence ${text}\u00a0ms, search ${search}\u00a0ms`,
  percentile: (value: string) => `better than ${value}\u00a0% of windows`,
  percentileShort: (value: string) => `P${value}`,
  sizePx: (px: number) => `${px}\u00a0px`,
  hitLabel: (rank: number, score: string, percentile: string, size: string) =>
    `Hit ${rank}, cosine ${score}, better than ${percentile}\u00a0% of windows, ${size}`,
  judged: { accepted: 'accepted', rejected: 'rejected' },
  note: 'Note on this hit',
  noted: (note: string) => `note: ${note}`,
  selectedHit: 'Selected hit',
  hitNumber: (rank: number) => `Hit ${rank}`,
  keysHint: '↑ ↓ step, Y: yes, N: no',
  asList: 'Show hits as a list',
  asGrid: 'Show hits as a grid',
  inArea: 'in the area',
  refine: 'Refine',
  refineText: (accepted: number, rejected: number) =>
    `${accepted} accepted${rejected > 0 ? `, ${rejected} rejected` : ''}: ask for more like ${accepted === 1 ? 'it' : 'them'}.`,
  exportMenu: 'Export',
  seenTitle: 'Pixels seen by the model',
  seenText: (size: number) =>
    `Bands and stretch of the model view, resized to the model’s ${size} × ${size}\u00a0px. The score is based on this image alone.`,
  seenScreen: 'On screen',
  seenModel: 'Seen by the model',
} as const;
