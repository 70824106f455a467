import type { Translated } from '../../../../core/documents/language.ts';
import type { strings as english } from '../../../shell/strings.ts';

export const strings: Translated<typeof english> = {
  noPictures: 'La carpeta no contiene imágenes ni una lista de imágenes.',
  lost: (file) => `${file}: se perdió la conexión`,
};
