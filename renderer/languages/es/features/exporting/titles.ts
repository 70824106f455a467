import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/exporting/titles.ts';

export const titles: Translated<typeof english> = {
  export: 'Exportar…',
};
