import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/search/hint-strings.ts';

export const strings: Translated<typeof english> = {
  negation:
    'Das Modell versteht „no“ und „without“ nicht: Drücken Sie „Ohne“, und schreiben Sie dort, was nicht zu sehen sein soll.',
  count: 'Das Modell zählt nicht: Zahlen ändern den Wert, aber nicht so, wie Sie es meinen.',
  language: 'Die Modelle verstehen vor allem Englisch: Schreiben Sie den Satz auf Englisch.',
};
