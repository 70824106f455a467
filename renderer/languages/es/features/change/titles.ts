import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/change/titles.ts';

export const titles: Translated<typeof english> = { change: 'Cambio' };
