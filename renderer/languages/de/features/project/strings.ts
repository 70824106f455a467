import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/project/strings.ts';

export const strings: Translated<typeof english> = {
  saved: 'Projekt gespeichert',
  savedText: (name) => `Das Projekt liegt in ${name}.`,
  untitled: 'Unbenanntes Projekt',
  notAllTaken: 'Einige Szenen wurden nicht gefunden',
  unsavedTitle: (name) => `Änderungen an ${name} speichern?`,
  unsavedText: 'Ein anderes Projekt tritt an seine Stelle. Nicht gespeicherte Änderungen gehen verloren.',
  discard: 'Verwerfen',
  save: 'Speichern',
  recentTitle: 'Zuletzt verwendete Projekte',
  noRecent: 'Hier stehen Projekte, die Sie öffnen oder speichern.',
  revertTitle: (name) => `Zurück zum gespeicherten Stand von ${name}?`,
  revertText: 'Die Änderungen seitdem gehen verloren.',
  revert: 'Zurück',
  recoveredTitle: 'Longsight wurde unerwartet beendet',
  recoveredText: (name) =>
    `Änderungen an ${name} wurden nicht in seine Datei gespeichert. Sie sind im Datenordner erhalten und werden jetzt gezeigt.`,
  keep: 'Änderungen behalten',
  goBack: 'Zurück zur gespeicherten Datei',
};
