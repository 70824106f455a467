import type { Translated } from '../../../../../core/documents/language.ts';
import type { planStrings as english } from '../../../../features/training/plan-strings.ts';
import { type KnownSentence, saidByCore } from '../../../said-by-core.ts';

/** As in "0.0001", which Spanish writes with a comma. */
const decimal = (number: string): string => number.replace('.', ',');

const KNOWN: readonly KnownSentence[] = [
  [
    /^batch (\d+): (\d+) equal batches of at most (\d+)$/,
    (size, batches, most) => `lote de ${size}: ${batches} lotes iguales de ${most} como máximo`,
  ],
  [/^batch (\d+): all training pairs$/, (size) => `lote de ${size}: todos los pares de entrenamiento`],
  [
    /^batch (\d+), as chosen; (\d+) would follow from (\d+) pairs$/,
    (size, fitted, pairs) => `lote de ${size}, como se eligió; a ${pairs} pares les correspondería ${fitted}`,
  ],
  [/^(\d+) epochs /, (epochs) => `${epochs} épocas `],
  [/(\d+) steps, (\d+) per epoch/, (steps, each) => `${steps} pasos, ${each} por época`],
  [
    /: a run needs about (\d+) steps to learn$/,
    (steps) => `: un entrenamiento necesita unos ${steps} pasos para aprender`,
  ],
  [
    /: fewer than the (\d+) that a run needs$/,
    (steps) => `: menos de los ${steps} que necesita un entrenamiento`,
  ],
  [/^learning rate (\S+?)(?=,| after|:)/, (rate) => `tasa de aprendizaje ${decimal(rate)}`],
  [
    /; (\S+?)(, constant| after \d+ warm-up steps) would fit /,
    (rate, how) => `; ${decimal(rate)}${how} convendría a `,
  ],
  [/ after (\d+) warm-up steps/g, (steps) => ` tras ${steps} pasos de calentamiento`],
  [/, constant/g, () => ', constante'],
  [/: fits (?=\d+ steps of)/, () => ': conviene a '],
  [/(\d+) steps of the whole model$/, (steps) => `${steps} pasos de todo el modelo`],
  [/(\d+) steps of the image tower$/, (steps) => `${steps} pasos del codificador de imagen`],
  [/(\d+) steps of the text tower$/, (steps) => `${steps} pasos del codificador de texto`],
  [
    /(\d+) steps of the last (\d+) blocks$/,
    (steps, blocks) => `${steps} pasos de los últimos ${blocks} bloques`,
  ],
  [/(\d+) steps of the projections$/, (steps) => `${steps} pasos de las proyecciones`],
  [
    /^no counter-examples, as chosen; everyday sentences would follow from (\d+) pairs$/,
    (pairs) => `sin contraejemplos, como se eligió; a ${pairs} pares les corresponderían frases cotidianas`,
  ],
  [
    /^(everyday|\d+) sentences about other things as counter-examples/,
    (which) =>
      `${which === 'everyday' ? 'frases cotidianas' : `${which} frases`} sobre otras cosas como contraejemplos`,
  ],
  [/; none would follow from (\d+) pairs$/, (pairs) => `; a ${pairs} pares no les correspondería ninguna`],
  [
    /: (\d+) pairs may all show the same thing$/,
    (pairs) => `: puede que los ${pairs} pares muestren lo mismo`,
  ],
  [
    /^(\d+ %) of the base is kept in the result/,
    (share) => `el resultado conserva un ${share} del modelo de partida`,
  ],
  [/\((\d+ %) in the text tower\)/, (share) => `(${share} en el codificador de texto)`],
  [
    /: (\d+) pairs would make it forget other things$/,
    (pairs) => `: ${pairs} pares le harían olvidar otras cosas`,
  ],
  [
    /; (\d+ %) would follow from (\d+) pairs$/,
    (share, pairs) => `; a ${pairs} pares les correspondería un ${share}`,
  ],
  [/, as chosen/, () => ', como se eligió'],
  [
    /^all (\d+) steps lie inside the warm-up of (\d+): the learning rate never reaches (\S+), and little is learnt; shorten the warm-up or train longer$/,
    (steps, warmUp, rate) =>
      `Los ${steps} pasos quedan dentro de los ${warmUp} de calentamiento: la tasa de aprendizaje nunca llega a ${decimal(rate)} y se aprende poco. Acorte el calentamiento o entrene más tiempo.`,
  ],
];

export const planStrings: Translated<typeof english> = { said: (text) => saidByCore(text, KNOWN) };
