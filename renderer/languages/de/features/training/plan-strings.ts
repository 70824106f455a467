import type { Translated } from '../../../../../core/documents/language.ts';
import type { planStrings as english } from '../../../../features/training/plan-strings.ts';
import { type KnownSentence, saidByCore } from '../../../said-by-core.ts';

/** As in "0.0001", which German writes with a comma. */
const decimal = (number: string): string => number.replace('.', ',');

const KNOWN: readonly KnownSentence[] = [
  [
    /^batch (\d+): (\d+) equal batches of at most (\d+)$/,
    (size, batches, most) => `Batch ${size}: ${batches} gleich große Batches mit höchstens ${most}`,
  ],
  [/^batch (\d+): all training pairs$/, (size) => `Batch ${size}: alle Trainingspaare`],
  [
    /^batch (\d+), as chosen; (\d+) would follow from (\d+) pairs$/,
    (size, fitted, pairs) => `Batch ${size}, wie gewählt; aus ${pairs} Paaren würde ${fitted} folgen`,
  ],
  [/^(\d+) epochs /, (epochs) => `${epochs} Epochen `],
  [/(\d+) steps, (\d+) per epoch/, (steps, each) => `${steps} Schritte, ${each} je Epoche`],
  [
    /: a run needs about (\d+) steps to learn$/,
    (steps) => `: Ein Lauf braucht etwa ${steps} Schritte, um zu lernen`,
  ],
  [/: fewer than the (\d+) that a run needs$/, (steps) => `: weniger als die ${steps}, die ein Lauf braucht`],
  [/^learning rate (\S+?)(?=,| after|:)/, (rate) => `Lernrate ${decimal(rate)}`],
  [
    /; (\S+?)(, constant| after \d+ warm-up steps) would fit /,
    (rate, how) => `; ${decimal(rate)}${how} passte zu `,
  ],
  [/ after (\d+) warm-up steps/g, (steps) => ` nach ${steps} Schritten zum Aufwärmen`],
  [/, constant/g, () => ', konstant'],
  [/: fits (?=\d+ steps of)/, () => ': passt zu '],
  [/(\d+) steps of the whole model$/, (steps) => `${steps} Schritten des ganzen Modells`],
  [/(\d+) steps of the image tower$/, (steps) => `${steps} Schritten des Bildkodierers`],
  [/(\d+) steps of the text tower$/, (steps) => `${steps} Schritten des Textkodierers`],
  [
    /(\d+) steps of the last (\d+) blocks$/,
    (steps, blocks) => `${steps} Schritten der letzten ${blocks} Blöcke`,
  ],
  [/(\d+) steps of the projections$/, (steps) => `${steps} Schritten der Projektionen`],
  [
    /^no counter-examples, as chosen; everyday sentences would follow from (\d+) pairs$/,
    (pairs) => `keine Gegenbeispiele, wie gewählt; aus ${pairs} Paaren würden Alltagssätze folgen`,
  ],
  [
    /^(everyday|\d+) sentences about other things as counter-examples/,
    (which) => `${which === 'everyday' ? 'Alltagssätze' : `${which} Sätze`} über anderes als Gegenbeispiele`,
  ],
  [/; none would follow from (\d+) pairs$/, (pairs) => `; aus ${pairs} Paaren würden keine folgen`],
  [
    /: (\d+) pairs may all show the same thing$/,
    (pairs) => `: ${pairs} Paare zeigen vielleicht alle dasselbe`,
  ],
  [
    /^(\d+ %) of the base is kept in the result/,
    (share) => `${share} des Ausgangsmodells bleiben im Ergebnis`,
  ],
  [/\((\d+ %) in the text tower\)/, (share) => `(${share} im Textkodierer)`],
  [
    /: (\d+) pairs would make it forget other things$/,
    (pairs) => `: ${pairs} Paare ließen es anderes vergessen`,
  ],
  [
    /; (\d+ %) would follow from (\d+) pairs$/,
    (share, pairs) => `; aus ${pairs} Paaren würden ${share} folgen`,
  ],
  [/, as chosen/, () => ', wie gewählt'],
  [
    /^all (\d+) steps lie inside the warm-up of (\d+): the learning rate never reaches (\S+), and little is learnt; shorten the warm-up or train longer$/,
    (steps, warmUp, rate) =>
      `Alle ${steps} Schritte liegen in den ${warmUp} zum Aufwärmen: Die Lernrate erreicht nie ${decimal(rate)}, und es wird wenig gelernt. Verkürzen Sie das Aufwärmen, oder trainieren Sie länger.`,
  ],
];

export const planStrings: Translated<typeof english> = { said: (text) => saidByCore(text, KNOWN) };
