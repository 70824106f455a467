import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/first-look-strings.ts';

export const strings: Translated<typeof english> = {
  needsIndex: 'Die Antwort erscheint hier, sobald die Szene indiziert ist.',
  waiting: 'Die Antwort erscheint hier, sobald die ersten Fenster indiziert sind.',
  look: 'Erster Blick',
  lookHint:
    'Sieht zuerst grobe Fenster an, dann feinere um die besten. Dauert Sekunden und ergibt kein Urteil.',
  looking: 'Die Szene wird angesehen…',
  looked: (windows, planned, refined) =>
    `Ein erster Blick auf ${windows} von ${planned} Fenstern. ${refined} der Szene wurden genau angesehen; der Rest kann bessere Stellen enthalten.`,
  best: 'Beste Stellen bisher',
  zoomTo: (rank, score) => `Auf Stelle ${rank} zoomen (${score})`,
};
