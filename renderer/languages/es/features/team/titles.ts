import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/team/titles.ts';

export const titles: Translated<typeof english> = { team: 'Equipo' };
