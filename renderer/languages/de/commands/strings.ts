import type { Translated } from '../../../../core/documents/language.ts';
import type { strings as english } from '../../../commands/strings.ts';

export const strings: Translated<typeof english> = {
  menus: {
    project: 'Projekt',
    edit: 'Bearbeiten',
    view: 'Ansicht',
    layer: 'Layer',
    search: 'Suche',
    model: 'Modell',
    help: 'Hilfe',
    panels: 'Bedienfelder',
  },
  panel: (title) => `Bedienfeld ${title}`,
  keys: {
    Mod: 'Strg',
    Shift: 'Umschalt',
    Escape: 'Esc',
    Enter: 'Eingabe',
    PageUp: 'Bild auf',
    PageDown: 'Bild ab',
  },
};
