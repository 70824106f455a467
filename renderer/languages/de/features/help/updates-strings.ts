import type { Translated } from '../../../../../core/documents/language.ts';
import type { updatesStrings as english } from '../../../../features/help/updates-strings.ts';

export const updatesStrings: Translated<typeof english> = {
  updatesTitle: 'Nach neuen Versionen sehen',
  newest: 'Neueste Version',
  releases: 'Versionen',
  lookNow: 'Jetzt nachsehen',
  copyAddress: 'Adresse kopieren',
  notAsked: {
    release:
      'Longsight sucht nicht von selbst nach neuen Versionen. „Jetzt nachsehen“ fragt einmal die Seite der Versionen.',
    fromClone: 'Diese Kopie läuft aus einem Klon: Aktualisieren Sie sie mit git pull und npm ci.',
  },
  isNewer:
    'Eine neuere Version ist veröffentlicht. Kopieren Sie ihre Adresse in einen Browser, um sie zu holen.',
  isCurrent: 'Dies ist die neueste Version.',
};
