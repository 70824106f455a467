import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/web/titles.ts';

export const titles: Translated<typeof english> = {
  add: 'Layer aus dem Web hinzufügen…',
};
