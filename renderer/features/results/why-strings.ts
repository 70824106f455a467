/** Words of what explains a hit; loaded with it. */
export const strings = {
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
} as const;
