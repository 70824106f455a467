import type { Translated } from '../../../../core/documents/language.ts';
import type { dockStrings as english } from '../../../window/dock-strings.ts';

export const dockStrings: Translated<typeof english> = {
  'flexlayout.ui.close.tab': 'Cerrar',
  'flexlayout.ui.splitter': 'Cambiar el tamaño',
  'flexlayout.ui.active.tabset': 'Grupo activo',
  'flexlayout.ui.move.tabset': 'Mover el grupo',
};
