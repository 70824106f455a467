import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/styling/titles.ts';

export const titles: Translated<typeof english> = {
  blue: 'Blau',
  differs: (bands) =>
    `Das Modell sieht diese Szene anders als der Bildschirm: Seine Kanäle sind ${bands}, mit eigener Streckung.`,
  green: 'Grün',
  maxOf: (channel) => `${channel}: Maximum`,
  minOf: (channel) => `${channel}: Minimum`,
  onlyScreen: 'Gilt nur für die Anzeige. Das Modell behält seine eigene Sicht der Szene.',
  opacity: 'Deckkraft',
  preset: { 'true-colour': 'Echtfarben', infrared: 'Farbinfrarot', 'short-wave': 'Kurzwelle' },
  presets: 'Kanalkombinationen',
  red: 'Rot',
  scene: 'Szene',
  similarity: 'Ähnlichkeitskarte',
  stretch: 'Streckung',
  stretchCustom: 'Eigene',
  stretchCut: '2 – 98\u00a0%',
  stretchFull: 'Min – Max',
  stretchSigmas: 'Mittel ± 2 σ',
  stretchNone: 'Wie gespeichert',
  styling: 'Layergestaltung',
  useForModel: 'Diesen Stil für das Modell verwenden…',
};
