import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/compare/titles.ts';

export const titles: Translated<typeof english> = {
  compare: 'Vergleich',
  stop: 'Vergleich schließen',
};
