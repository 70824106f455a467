import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/search/recipe-strings.ts';

export const strings: Translated<typeof english> = {
  copied: 'Das Rezept ist in der Zwischenablage',
  copiedText:
    'Sätze, Gewichte, Name des Modells und Stil der Karte, ohne Namen von Dateien. Fügen Sie es in das Feld der Frage ein, und drücken Sie Enter.',
  copiedPart:
    'Sätze, Gewichte, Name des Modells und Stil. Beispielfenster und Gebiete gehören zu dieser Szene und sind nicht dabei.',
  noSentence: 'Schreiben Sie zuerst einen Satz.',
  taken: 'Nach einem Rezept gefragt',
  otherModel: (theirs, own) =>
    `Es entstand mit dem Modell ${theirs}; gefragt wurde ${own}. Werte verschiedener Modelle sind nicht vergleichbar.`,
};
