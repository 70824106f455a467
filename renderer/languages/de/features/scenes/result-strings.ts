import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/scenes/result-strings.ts';
import { strings as scenes } from './strings.ts';

export const strings: Translated<typeof english> = {
  ...scenes,
  nameOf: 'Name des Ergebnisses',
  opacityOf: (name) => `Deckkraft von ${name}`,
  copyOf: (name) => `${name} (Kopie)`,
  rename: 'Umbenennen',
  duplicate: 'Duplizieren',
  swipeWith: 'Mit der jetzigen Frage vergleichen',
  copyStyle: 'Stil kopieren',
  pasteStyle: 'Stil einfügen',
  removeResult: 'Ergebnis entfernen',
};
