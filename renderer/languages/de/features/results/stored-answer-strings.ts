import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/stored-answer-strings.ts';

export const strings: Translated<typeof english> = {
  title: 'Antwort im Projekt',
  origin: (model, time) =>
    `Aus dem Projekt: beantwortet mit ${model}, ${time}. Karte, Export und Verfeinern brauchen einen Index.`,
  hits: 'Treffer der Antwort, der beste zuerst',
  judged: { accepted: 'angenommen', rejected: 'abgelehnt' },
};
