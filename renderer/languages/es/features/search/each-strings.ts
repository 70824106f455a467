import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/search/each-strings.ts';

export const strings: Translated<typeof english> = {
  each: 'Preguntar cada frase por separado',
  together: (count) => `${count} frases, preguntadas juntas.`,
  asked: (count) => `${count} preguntas hechas`,
  askedText: 'Cada una tiene una línea en Resultados: el ojo muestra el mapa y un clic trae la respuesta.',
};
