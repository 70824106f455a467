import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/web/titles.ts';

export const titles: Translated<typeof english> = {
  add: 'Añadir capa de la web…',
};
