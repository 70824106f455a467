import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/models/titles.ts';

export const titles: Translated<typeof english> = {
  calibrateOnJudgements: 'Calibrar con mis juicios',
  download: 'Descargar pesos de un modelo…',
  importModel: 'Importar pesos de un modelo…',
  models: 'Modelos',
  refined: ({ absent, present }, leftOut) =>
    `Se han tenido en cuenta ${present} preguntas sobre contenido presente y ${absent} sobre contenido ausente.${leftOut > 0 ? ` Otras ${leftOut} son de escenas que no están indexadas con este modelo.` : ''}`,
};
