import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/why-strings.ts';

export const strings: Translated<typeof english> = {
  phrases: 'Qué aporta cada expresión',
  noPhrases: 'No se encontró ninguna expresión en esta frase: seleccione palabras en ella.',
  phrasesNote:
    'Valor con la frase, menos el valor sin la expresión. Las expresiones representan cosas; cómo están dispuestas (junto a, sobre, alrededor) lo juzga solo la frase entera.',
  showPhrase: (phrase) => `Mostrar en el mapa dónde se encuentra «${phrase}»`,
  relevance: 'Encontrado en esta ventana',
  wholeSentence: 'La frase entera',
  pictureAlone: 'Solo la imagen',
  relevanceOf: (text, rank) => `Dónde encuentra el modelo «${text}» en el acierto ${rank}`,
  relevanceNote:
    'Los lugares rojos son los que más suben el valor, según los gradientes de la última atención del modelo. Los colores solo se comparan dentro de esta imagen.',
  lookingAtPatches: 'Mirando los parches de las mejores ventanas…',
  phraseShown: (phrase, windows) =>
    `El mapa muestra dónde «${phrase}» encaja mejor que las demás expresiones, en ${windows === null ? 'toda la escena' : `las ${windows} mejores ventanas`}.`,
  phraseNowhere: (phrase) => `«${phrase}» no destaca en ningún lugar.`,
  measureSelection: 'Medir las palabras seleccionadas',
  ownPhrases: 'Expresiones encontradas',
  adds: (phrase, score) => `${phrase} aporta ${score}`,
};
