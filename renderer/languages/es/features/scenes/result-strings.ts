import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/scenes/result-strings.ts';
import { strings as scenes } from './strings.ts';

export const strings: Translated<typeof english> = {
  ...scenes,
  nameOf: 'Nombre del resultado',
  opacityOf: (name) => `Opacidad de ${name}`,
  copyOf: (name) => `${name} (copia)`,
  rename: 'Cambiar nombre',
  duplicate: 'Duplicar',
  swipeWith: 'Comparar con la pregunta actual',
  copyStyle: 'Copiar estilo',
  pasteStyle: 'Pegar estilo',
  removeResult: 'Eliminar resultado',
};
