import type { Translated } from '../../../../../core/documents/language.ts';
import type { crsStrings as english } from '../../../../features/scenes/crs-strings.ts';

export const crsStrings: Translated<typeof english> = {
  field: 'KBS der Datei',
  text: 'Die Datei nennt kein Koordinatenbezugssystem. Geben Sie das an, in dem ihre Koordinaten stehen; es wird für diese Szene gemerkt, und die Datei wird nicht geändert.',
  chosen: 'Dieses Koordinatenbezugssystem wurde hier gewählt; die Datei nennt keines.',
  placeholder: 'EPSG:32651, WKT oder PROJ-Text',
  set: 'KBS setzen',
  remove: 'KBS entfernen',
};
