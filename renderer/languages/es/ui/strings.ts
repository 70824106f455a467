import type { Translated } from '../../../../core/documents/language.ts';
import type { strings as english } from '../../../ui/strings.ts';

export const strings: Translated<typeof english> = {
  close: 'Cerrar',
  cancel: 'Cancelar',
  underOneSecond: 'menos de 1\u00a0s',
  customCrs: 'SRC propio',
  hits: (count) => (count === 1 ? 'un acierto' : `${count} aciertos`),
  window: (col, row, width, height) => `ventana ${col}, ${row} (${width} × ${height}\u00a0px)`,
  opacity: (percent) => `Opacidad: ${percent}\u00a0%`,
};
