import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/results/titles.ts';

export const titles: Translated<typeof english> = {
  accepted: 'Diesen Treffer annehmen',
  failed: 'Die Suche ist fehlgeschlagen',
  moreLike: 'Weitere wie diesen Treffer suchen',
  needsIndex: 'Die Antwort erscheint hier, sobald die Szene indiziert ist.',
  nextHit: 'Nächster Treffer',
  nothingAsked: 'Noch nichts gefragt',
  nothingAskedHint:
    'Beschreiben Sie, was Sie suchen. Die Fenster der Szene, die am besten passen, erscheinen hier.',
  previousHit: 'Voriger Treffer',
  rejected: 'Diesen Treffer ablehnen',
  retry: 'Erneut versuchen',
  searching: 'Es wird gesucht…',
  seen: 'Pixel zeigen, die das Modell sieht',
  waiting: 'Die Antwort erscheint hier, sobald die ersten Fenster indiziert sind.',
  zoomTo: 'Auf diesen Treffer zoomen',
};
