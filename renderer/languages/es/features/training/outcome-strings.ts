import type { Translated } from '../../../../../core/documents/language.ts';
import type { outcomeStrings as english } from '../../../../features/training/outcome-strings.ts';

export const outcomeStrings: Translated<typeof english> = {
  notCompared:
    'La ejecución no tiene pares de validación, así que su resultado no se comparó con el modelo de partida.',
  compared: { better: 'Mejor que', same: 'Más o menos igual que', worse: 'Peor que' },
  recall: (compared, pictures, base, result, difference, margin) =>
    `${compared} el modelo de partida: recall medio en ${pictures} imágenes de validación, ${base}\u00a0% antes y ${result}\u00a0% después (${difference} puntos; hasta ${margin} es azar).`,
  atChance: (first, last, chance) =>
    `La pérdida pasó de ${first} a ${last}, no mejor que adivinar (${chance}): la ejecución divergió o no aprendió nada; baje la tasa de aprendizaje o revise las descripciones.`,
  kept: 'No se creó ningún modelo: se mantiene el de partida.',
  forgotten: (base, result) =>
    `El modelo distingue peor las escenas cotidianas que su modelo de partida (área bajo la curva en las imágenes de calibración: ${base} antes, ${result} después): añada pares de otros tipos de escena o baje la tasa de aprendizaje.`,
};
