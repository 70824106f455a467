import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/styling/gamma-strings.ts';

export const strings: Translated<typeof english> = {
  gamma: 'Gamma',
  hint: 'Über 1 hellt Dunkles auf, unter 1 dunkelt es ab. Gilt nur für die Anzeige: Das Modell sieht die Szene wie zuvor.',
  reset: 'Gamma auf 1 zurücksetzen',
};
