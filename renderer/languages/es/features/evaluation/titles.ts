import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/evaluation/titles.ts';

export const titles: Translated<typeof english> = {
  evaluation: 'Evaluación',
  newEvaluation: 'Evaluar un modelo…',
};
