import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/search/recipe-strings.ts';

export const strings: Translated<typeof english> = {
  copied: 'La receta está en el portapapeles',
  copiedText:
    'Frases, pesos, nombre del modelo y estilo del mapa, sin nombres de archivos. Péguela en el campo de la pregunta y pulse Intro.',
  copiedPart:
    'Frases, pesos, nombre del modelo y estilo. Las ventanas de ejemplo y las áreas son de esta escena y no van incluidas.',
  noSentence: 'Escriba antes una frase.',
  taken: 'Preguntado según una receta',
  otherModel: (theirs, own) =>
    `Se hizo con el modelo ${theirs}; se preguntó a ${own}. Los valores de modelos distintos no son comparables.`,
};
