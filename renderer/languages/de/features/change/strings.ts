import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/change/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  noModel: 'Es gibt kein Modell',
  noSentence: 'Schreiben Sie zuerst einen Satz in das Bedienfeld Fragen',
  toAsk: 'Bedienfeld Fragen',
  windowsLeftOut: 'Beispielfenster gehören zu einer Szene und werden weggelassen.',

  where: 'Zeitpunkte',
  openScenes: 'Zwei geöffnete Szenen',
  collectionOf: (name) => `Zwei Zeitpunkte von ${name}`,
  before: 'Vorher',
  after: 'Nachher',
  swap: 'Vorher und nachher vertauschen',
  dated: (day, name) => `${day} · ${name}`,
  noPair: 'Keine zwei geöffneten Szenen überlappen sich',
  noPairText: 'Öffnen Sie zwei Szenen eines Ortes, oder wählen Sie eine Sammlung mit zwei Zeitpunkten.',
  noDates: 'Die Szenen dieser Sammlung haben keine zwei Zeitpunkte',
  noDatesText: 'Geben Sie ihnen im Bedienfeld Sammlungen Daten aus ihren Dateinamen.',
  toCollections: 'Bedienfeld Sammlungen',
  period: (name, count, scenes) => `${name} (${count} ${scenes === 1 ? 'Szene' : 'Szenen'})`,
  sameTimes: 'Wählen Sie eine Zeit vorher und eine andere danach.',

  measure: 'Differenz der',
  measures: { cosine: 'Kosinuswerte', percentile: 'Perzentile, bei anderem Licht oder anderer Jahreszeit' },
  area: 'Auf ein Gebiet beschränken',
  everywhere: 'Überall, wo beide etwas zeigen',
  inArea: 'In einem Gebiet',
  view: 'Was die Karte zeigt',
  draw: 'Zeichnen',
  anywhere: 'Überall',
  noPlaceShown: 'Die Karte zeigt keine Szene mit einem Koordinatenbezugssystem.',

  needsIndex: (name) => `${name} ist mit diesem Modell nicht indiziert`,
  needsIndexText: 'Beide Szenen brauchen Fenster von etwa gleicher Größe am Boden.',
  indexNow: 'Indizieren',
  indexing: (name) => `${name} wird indiziert`,

  compare: 'Vergleichen',
  comparing: 'Wird verglichen…',
  comparingPairs: (done, total) => `Szenen werden verglichen: ${done} von ${total} Paaren`,
  failed: 'Die beiden Zeitpunkte lassen sich nicht vergleichen',
  again: 'Erneut versuchen',
  close: 'Diesen Vergleich schließen',
  hardToCompare: 'Mit Vorsicht vergleichen',
  notIndexed: (count, scenes) =>
    `${count} ${scenes === 1 ? 'Szene' : 'Szenen'} der beiden Zeitpunkte nicht indiziert`,
  cells: (count) => `${count} gemeinsame Zellen`,
  pairs: (count, pairs) => `${count} ${pairs === 1 ? 'Szenenpaar' : 'Szenenpaare'}`,
  median: (value, spread) => `mittlere Änderung ${value}, Streuung ${spread}`,

  shown: 'Gezeigte Stellen',
  gained: (count) => `Gewonnen ${count}`,
  lost: (count) => `Verloren ${count}`,
  places: {
    gained: 'Stellen mit Gewinn, die größte Änderung zuerst',
    lost: 'Stellen mit Verlust, die größte Änderung zuerst',
  },
  nothing: {
    gained: 'Keine Stelle hat gewonnen, was der Satz sagt.',
    lost: 'Keine Stelle hat verloren, was der Satz sagt.',
  },
  beforeAfter: (before, after) => `${before} → ${after}`,
  spreads: (deviations) => `${deviations} Streuungen`,
  placeLabel: (kind, rank, difference, before, after) =>
    `${kind === 'gained' ? 'Gewonnen' : 'Verloren'} ${rank}, ${difference}, Kosinus vorher ${before}, nachher ${after}`,
  opening: (name) => `${name} öffnen`,
  placesAs: (format) => `Stellen: ${format}`,
  differenceAs: (format) => `Differenzkarte: ${format}`,
};
