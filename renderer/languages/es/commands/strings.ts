import type { Translated } from '../../../../core/documents/language.ts';
import type { strings as english } from '../../../commands/strings.ts';

export const strings: Translated<typeof english> = {
  menus: {
    project: 'Proyecto',
    edit: 'Edición',
    view: 'Ver',
    layer: 'Capa',
    search: 'Buscar',
    model: 'Modelo',
    help: 'Ayuda',
    panels: 'Paneles',
  },
  panel: (title) => `Panel ${title}`,
  keys: {
    Mod: 'Ctrl',
    Shift: 'Mayús',
    Escape: 'Esc',
    Enter: 'Intro',
    PageUp: 'RePág',
    PageDown: 'AvPág',
  },
};
