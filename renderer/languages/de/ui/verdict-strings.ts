import type { Translated } from '../../../../core/documents/language.ts';
import type { verdictStrings as english } from '../../../ui/verdict-strings.ts';

export const verdictStrings: Translated<typeof english> = {
  present: 'Wohl vorhanden',
  unsure: 'Unsicher',
  absent: 'Wohl nicht vorhanden',
  'not-judged': 'Nicht beurteilt',
  'not-calibrated': 'Nicht kalibriert',
};
