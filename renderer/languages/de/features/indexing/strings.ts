import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/indexing/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  title: (name) => `${name} indizieren`,
  explain: (model) =>
    `${model} sieht jedes Fenster der Szene einmal an. Danach werden Fragen sofort beantwortet, ohne Pixel zu lesen.`,
  sizes: 'Fenstergrößen',
  unit: 'Einheit',
  pixels: 'Pixel',
  metres: 'Meter',
  size: (n) => `Größe ${n}`,
  addSize: 'Größe hinzufügen',
  removeSize: (n) => `Größe ${n} entfernen`,
  defaults: 'Vorgaben',
  stride: 'Benachbarte Fenster überdecken sich. Das Raster beginnt in der linken oberen Ecke der Szene.',
  windows: 'Fenster',
  time: 'Zeit auf diesem Rechner',
  rate: (time, rate) => `${time} (etwa ${rate}\u00a0Fenster/s)`,
  disk: 'Speicherplatz',
  smallest: 'Kleinstes, was gefunden werden kann',
  memory: 'Arbeitsspeicher',
  about: (length) => `etwa ${length}`,
  planning: 'Fenster werden gezählt…',
  start: 'Indizieren starten',
  index: 'Indizieren…',
  indexFirst: 'Diese Szene zuerst indizieren',
  indexWhy: 'Das Modell sieht jedes Fenster einmal an; danach wird jede Frage sofort beantwortet.',
  indexIn: (time, asks) => `Indizieren (${time})${asks ? '…' : ''}`,
  more: 'Größen…',
  smallestHere: (length) => `Kleinstes, was hier gefunden werden kann: etwa ${length}.`,
  exists: 'Die Szene ist schon indiziert',
  existsText: 'Dieselben Größen werden nicht noch einmal indiziert; andere ergeben einen weiteren Index.',
  badSize: 'Größen müssen zwischen 16 und 16.384 Pixeln liegen.',
};
