import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/results/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  scale: (reached, absent, present) =>
    `Diese Frage erreicht ${reached}; nicht Vorhandenes erreicht typisch ${absent}, Vorhandenes ${present}`,
  absentMark: 'fehlt',
  presentMark: 'da',
  why: 'Warum dieses Fenster',
  hits: (count) => `${count} Treffer`,
  hitsIn: (count, windows) => `${count} Treffer in ${windows} Fenstern`,
  aboveAbsent: (count) => `${count} über „fehlt“`,
  belowAbsent: 'unter dem, was nicht Vorhandenes typisch erreicht',
  hitList: 'Treffer, der beste zuerst',
  belowThreshold: (count) => `${count} weitere unter dem Schwellenwert`,
  partial: (percent) => `Nur ${percent} der Szene sind indiziert`,
  refresh: 'Erneut fragen',
  timing: (sizes, text, search) =>
    `Fenster von ${sizes}\u00a0px; Satz ${text}\u00a0ms, Suche ${search}\u00a0ms`,
  percentile: (value) => `besser als ${value}\u00a0% der Fenster`,
  percentileShort: (value) => `P${value}`,
  sizePx: (px) => `${px}\u00a0px`,
  hitLabel: (rank, score, percentile, size) =>
    `Treffer ${rank}, Kosinus ${score}, besser als ${percentile}\u00a0% der Fenster, ${size}`,
  judged: { accepted: 'angenommen', rejected: 'abgelehnt' },
  note: 'Notiz zu diesem Treffer',
  noted: (note) => `Notiz: ${note}`,
  selectedHit: 'Gewählter Treffer',
  hitNumber: (rank) => `Treffer ${rank}`,
  keysHint: '↑ ↓ weiter, Y: ja, N: nein',
  asList: 'Treffer als Liste zeigen',
  asGrid: 'Treffer als Gitter zeigen',
  inArea: 'im Gebiet',
  refine: 'Verfeinern',
  refineText: (accepted, rejected) =>
    `${accepted} angenommen${rejected > 0 ? `, ${rejected} abgelehnt` : ''}: nach mehr davon fragen.`,
  exportMenu: 'Exportieren',
  seenTitle: 'Pixel, die das Modell sieht',
  seenText: (size) =>
    `Kanäle und Streckung der Sicht des Modells, auf seine ${size} × ${size}\u00a0px gebracht. Der Wert beruht allein auf diesem Bild.`,
  seenScreen: 'Auf dem Bildschirm',
  seenModel: 'Vom Modell gesehen',
};
