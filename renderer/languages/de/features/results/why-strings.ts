import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/why-strings.ts';

export const strings: Translated<typeof english> = {
  phrases: 'Was jeder Satzteil beiträgt',
  noPhrases: 'In diesem Satz wurde kein Satzteil gefunden: Wählen Sie Wörter darin aus.',
  phrasesNote:
    'Wert mit dem Satz, minus Wert ohne den Satzteil. Satzteile stehen für Dinge; wie Dinge angeordnet sind (neben, über, um), beurteilt nur der ganze Satz.',
  showPhrase: (phrase) => `Auf der Karte zeigen, wo „${phrase}“ gefunden wird`,
  relevance: 'In diesem Fenster gefunden',
  wholeSentence: 'Der ganze Satz',
  pictureAlone: 'Nur das Bild',
  relevanceOf: (text, rank) => `Wo das Modell „${text}“ in Treffer ${rank} findet`,
  relevanceNote:
    'Rote Stellen erhöhen den Wert am meisten, nach den Gradienten der letzten Aufmerksamkeit des Modells. Farben sind nur innerhalb dieses Bildes vergleichbar.',
  lookingAtPatches: 'Die Patches der besten Fenster werden angesehen…',
  phraseShown: (phrase, windows) =>
    `Die Karte zeigt, wo „${phrase}“ besser passt als die anderen Satzteile, in ${windows === null ? 'der ganzen Szene' : `den ${windows} besten Fenstern`}.`,
  phraseNowhere: (phrase) => `„${phrase}“ sticht nirgends hervor.`,
  measureSelection: 'Ausgewählte Wörter messen',
  ownPhrases: 'Gefundene Satzteile',
  adds: (phrase, score) => `${phrase} trägt ${score} bei`,
};
