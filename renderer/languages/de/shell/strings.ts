import type { Translated } from '../../../../core/documents/language.ts';
import type { strings as english } from '../../../shell/strings.ts';

export const strings: Translated<typeof english> = {
  noPictures: 'Der Ordner enthält keine Bilder und keine Liste von Bildern.',
  lost: (file) => `${file}: Die Verbindung ist abgebrochen`,
};
