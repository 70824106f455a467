import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/jobs/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  none: 'Keine Aufträge',
  noneText:
    'Indizieren, Herunterladen, Importieren und Trainieren laufen hier als Aufträge. Sie laufen weiter, während Sie arbeiten und nachdem das Fenster geschlossen ist.',
  cancel: 'Abbrechen',
  resume: 'Fortsetzen',
  dismiss: 'Aus der Liste entfernen',
  log: 'Protokoll',
  logOf: (title) => `Protokoll: ${title}`,
  noLog: 'Dieser Auftrag hat noch nichts geschrieben.',
  copyLog: 'Protokoll kopieren',
  states: {
    waiting: 'Wartet',
    running: 'Läuft',
    done: 'Fertig',
    stopped: 'Angehalten und gespeichert',
    cancelled: 'Abgebrochen',
    failed: 'Fehlgeschlagen',
    interrupted: 'Unterbrochen',
  },
  progress: (done, total) => `${done} von ${total}`,
  left: (time) => `noch ${time}`,
  elapsed: (time) => `${time} bisher`,
  took: (time) => `dauerte ${time}`,
  progressOf: (title) => `Fortschritt: ${title}`,
};
