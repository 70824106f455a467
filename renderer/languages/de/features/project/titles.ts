import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/project/titles.ts';

export const titles: Translated<typeof english> = {
  begin: 'Neues Projekt',
  open: 'Projekt öffnen…',
  recent: 'Zuletzt verwendetes Projekt öffnen…',
  save: 'Projekt speichern',
  saveAs: 'Projekt speichern als…',
  revert: 'Zurück zum gespeicherten Projekt…',
};
