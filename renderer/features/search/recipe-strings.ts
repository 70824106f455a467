export const strings = {
  copied: 'The recipe is on the clipboard',
  copiedText:
    'Sentences, weights, model name and style of the map, without names of files. Paste it into the field of the question and press Enter.',
  copiedPart:
    'Sentences, weights, model name and style. Example windows and areas belong to this scene and are not in it.',
  noSentence: 'Write a sentence first.',
  taken: 'Question taken from a recipe',
  otherModel: (theirs: string, own: string) =>
    `It was made with the model ${theirs}; ${own} was asked. Scores of different models cannot be compared.`,
} as const;
