import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/stored-answer-strings.ts';

export const strings: Translated<typeof english> = {
  title: 'Respuesta en el proyecto',
  origin: (model, time) =>
    `Del proyecto: respondida con ${model}, ${time}. El mapa, la exportación y el afinado necesitan un índice.`,
  hits: 'Aciertos de la respuesta, el mejor primero',
  judged: { accepted: 'aceptado', rejected: 'rechazado' },
};
