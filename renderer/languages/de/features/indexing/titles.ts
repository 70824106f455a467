import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/indexing/titles.ts';

export const titles: Translated<typeof english> = {
  command: 'Szene indizieren…',
};
