import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/styling/titles.ts';

export const titles: Translated<typeof english> = {
  blue: 'Azul',
  differs: (bands) =>
    `El modelo ve esta escena de otro modo que la pantalla: sus bandas son ${bands}, con su propio estiramiento.`,
  green: 'Verde',
  maxOf: (channel) => `Máximo de ${channel}`,
  minOf: (channel) => `Mínimo de ${channel}`,
  onlyScreen: 'Solo afecta a la pantalla. El modelo conserva su propia vista de la escena.',
  opacity: 'Opacidad',
  preset: { 'true-colour': 'Color verdadero', infrared: 'Infrarrojo en color', 'short-wave': 'Onda corta' },
  presets: 'Combinaciones de bandas',
  red: 'Rojo',
  scene: 'Escena',
  similarity: 'Mapa de similitud',
  stretch: 'Estiramiento',
  stretchCustom: 'Propio',
  stretchCut: '2 – 98\u00a0%',
  stretchFull: 'Mín – máx',
  stretchSigmas: 'Media ± 2 σ',
  stretchNone: 'Tal cual',
  styling: 'Estilo',
  useForModel: 'Usar este estilo para el modelo…',
};
