import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/compare/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  nothing: 'Noch nichts gefragt',
  nothingText: 'Stellen Sie eine Frage, um zwei Modelle daran zu vergleichen.',
  oneModel: 'Es gibt nur ein Modell',
  oneModelText: 'Importieren Sie ein weiteres Modell, oder trainieren Sie eines mit eigenen Paaren.',
  a: 'Modell A',
  b: 'Modell B',
  show: 'Auf der Karte vergleichen',
  close: 'Vergleich schließen',
  same: 'Wählen Sie zwei verschiedene Modelle.',
  needsIndex: (model) => `${model} hat noch keinen Index dieser Szene`,
  needsIndexText: 'Jedes Modell braucht einen eigenen Index der Szene.',
  indexNow: 'Mit denselben Fenstern indizieren',
  indexing: (model) => `Wird mit ${model} indiziert`,
  asking: 'Beide Modelle werden gefragt…',
  failed: 'Der Vergleich ist fehlgeschlagen',
  view: 'Was die Karte zeigt',
  views: { swipe: 'Wischen', beside: 'Nebeneinander', difference: 'Differenz' },
  besideMap: 'Zweite Karte, die sich mit der ersten bewegt',
  measure: 'Differenz der',
  measures: {
    cosine: 'Kosinuswerte',
    percentile: 'Perzentile innerhalb jeder Karte',
  },
  measureHint:
    'Kosinuswerte verschiedener Modelle können auf verschiedenen Skalen liegen; Perzentile sind vergleichbar.',
  swipe: 'Lage der Linie zwischen Modell A und Modell B',
  swipeLeft: (model) => `A: ${model}`,
  swipeRight: (model) => `B: ${model}`,
  legend: (min, max) => `Beide Karten: Die Farben reichen von Kosinus ${min} bis ${max}`,
  questionLegend: (words, min, max) =>
    `Karte zu „${words}“: Die Farben reichen von Kosinus ${min} bis ${max}`,
  legendTitle: 'Ähnlichkeit, gleiche Skala für A und B',
  differenceTitle: 'Differenz A − B',
  differenceLegend: (most) => `Blau: B ist höher, bis ${most}. Rot: A ist höher, bis ${most}.`,
  higherB: 'B höher',
  higherA: 'A höher',
  hitsOf: (name, model) => `Treffer von Modell ${name}: ${model}`,
  hit: (rank, score) => `${rank}. Kosinus ${score}`,
  otherRank: (rank) => `anderes Modell: ${rank}`,
  notThere: 'anderes Modell: nicht in der Liste',
  agree: (shared, of) => `${shared} der ersten ${of} Treffer liegen an derselben Stelle`,
};
