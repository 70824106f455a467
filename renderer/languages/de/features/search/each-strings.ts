import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/search/each-strings.ts';

export const strings: Translated<typeof english> = {
  each: 'Jeden Satz für sich fragen',
  together: (count) => `${count} Sätze, zusammen gefragt.`,
  asked: (count) => `${count} Fragen gestellt`,
  askedText: 'Jede hat eine Zeile unter Ergebnisse: Das Auge zeigt die Karte, ein Klick bringt die Antwort.',
};
