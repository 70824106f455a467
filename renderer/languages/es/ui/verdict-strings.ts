import type { Translated } from '../../../../core/documents/language.ts';
import type { verdictStrings as english } from '../../../ui/verdict-strings.ts';

export const verdictStrings: Translated<typeof english> = {
  present: 'Probablemente presente',
  unsure: 'Incierto',
  absent: 'Probablemente ausente',
  'not-judged': 'Sin veredicto',
  'not-calibrated': 'Sin calibrar',
};
