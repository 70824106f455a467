import { titles } from './titles.ts';

/** Of what is loaded on demand. */
export const strings = {
  ...titles,
  scale: (reached: string, absent: string, present: string) =>
    `This question reaches ${reached}; absent content typically reaches ${absent}, present content ${present}`,
  absentMark: 'absent',
  presentMark: 'present',
  why: 'Why this window',
  phrases: 'What each phrase adds',
  noPhrases: 'No phrase was found in this sentence: select words in it.',
  phrasesNote:
    'Score with the sentence, minus the score without the phrase. Phrases stand for things; how things are arranged (beside, over, around) is judged by the whole sentence only.',
  showPhrase: (phrase: string) => `Show on the map where “${phrase}” is found`,
  relevance: 'Found in this window',
  wholeSentence: 'The whole sentence',
  pictureAlone: 'Picture alone',
  relevanceOf: (text: string, rank: number) => `Where the model finds “${text}” in hit ${rank}`,
  relevanceNote:
    'Red places raise the score most, by the gradients of the model’s last attention. Colours are comparable within this picture only.',
  lookingAtPatches: 'Looking at the patches of the best windows…',
  phraseShown: (phrase: string, windows: string | null) =>
    `The map shows where “${phrase}” fits better than the other phrases, in ${windows === null ? 'the whole scene' : `the ${windows} best windows`}.`,
  phraseNowhere: (phrase: string) => `“${phrase}” stands out nowhere.`,
  measureSelection: 'Measure selected words',
  ownPhrases: 'Phrases found',
  adds: (phrase: string, score: string) => `${phrase} adds ${score}`,
  hits: (count: string, windows: string) => `${count} hits in ${windows} windows`,
  hitList: 'Hits, best first',
  belowThreshold: (count: string) => `${count} more below the threshold`,
  partial: (percent: string) => `Only ${percent} of the scene is indexed`,
  partialText: 'The rest may contain better hits.',
  refresh: 'Ask again',
  timing: (sizes: string, text: string, search: string) =>
    `${sizes} px windows; sentence ${text} ms, search ${search} ms`,
  cosine: 'cosine',
  percentile: (value: string) => `better than ${value} % of windows`,
  percentileShort: (value: string) => `P${value}`,
  size: (metres: string) => `${metres}`,
  sizePx: (px: number) => `${px} px`,
  merged: (count: number) => (count === 1 ? '1 near-duplicate' : `${count} near-duplicates`),
  hitLabel: (rank: number, score: string, percentile: string, size: string) =>
    `Hit ${rank}, cosine ${score}, better than ${percentile} % of windows, ${size}`,
  judged: { accepted: 'accepted', rejected: 'rejected' },
  note: 'Note on this hit',
  noted: (note: string) => `note: ${note}`,
  selectedHit: 'Selected hit',
  hitNumber: (rank: number) => `Hit ${rank}`,
  keysHint: '↑ ↓ step, Y accepts, N rejects',
  asList: 'Show hits as a list',
  asGrid: 'Show hits as a grid',
  inArea: 'in the area',
  refine: 'Refine',
  refineText: (accepted: number, rejected: number) =>
    `${accepted} accepted${rejected > 0 ? `, ${rejected} rejected` : ''}: ask for more like ${accepted === 1 ? 'it' : 'them'}.`,
  exportMenu: 'Export',
  seenTitle: 'Pixels seen by the model',
  seenText: (size: number) =>
    `Bands and stretch of the model view, resized to the model’s ${size} × ${size} px. The score is based on this image alone.`,
  seenScreen: 'On screen',
  seenModel: 'Seen by the model',
} as const;
