import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/collections/titles.ts';

export const titles: Translated<typeof english> = {
  collections: 'Colecciones',
  newCollection: 'Nueva colección…',
};
