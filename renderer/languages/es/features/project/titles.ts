import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/project/titles.ts';

export const titles: Translated<typeof english> = {
  begin: 'Nuevo proyecto',
  open: 'Abrir proyecto…',
  recent: 'Abrir proyecto reciente…',
  save: 'Guardar proyecto',
  saveAs: 'Guardar proyecto como…',
  revert: 'Volver al proyecto guardado…',
};
