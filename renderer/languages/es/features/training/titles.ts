import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/training/titles.ts';

export const titles: Translated<typeof english> = {
  training: 'Entrenamiento',
  newRun: 'Entrenar un modelo…',
};
