import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/search/hint-strings.ts';

export const strings: Translated<typeof english> = {
  negation: 'El modelo no entiende «no» ni «without»: pulse «Sin» y escriba ahí lo que hay que evitar.',
  count: 'El modelo no cuenta: los números cambian el valor, pero no como usted espera.',
  language: 'Los modelos entienden sobre todo inglés: escriba la frase en inglés.',
};
