import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/first-look-strings.ts';

export const strings: Translated<typeof english> = {
  needsIndex: 'La respuesta aparece aquí en cuanto la escena está indexada.',
  waiting: 'La respuesta aparece aquí en cuanto se indexan las primeras ventanas.',
  look: 'Primer vistazo',
  lookHint:
    'Mira primero ventanas grandes y después otras más finas en torno a las mejores. Tarda segundos y no da veredicto.',
  looking: 'Mirando la escena…',
  looked: (windows, planned, refined) =>
    `Un primer vistazo a ${windows} de ${planned} ventanas. Se miró de cerca el ${refined} de la escena; en el resto puede haber lugares mejores.`,
  best: 'Mejores lugares hasta ahora',
  zoomTo: (rank, score) => `Zum al lugar ${rank} (${score})`,
};
