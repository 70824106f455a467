import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/styling/gamma-strings.ts';

export const strings: Translated<typeof english> = {
  gamma: 'Gamma',
  hint: 'Por encima de 1 aclara lo oscuro, por debajo lo oscurece. Solo cambia la presentación: el modelo ve la escena como antes.',
  reset: 'Restablecer la gamma a 1',
};
