import type { Translated } from '../../../../core/documents/language.ts';
import type { dockStrings as english } from '../../../window/dock-strings.ts';

export const dockStrings: Translated<typeof english> = {
  'flexlayout.ui.close.tab': 'Schließen',
  'flexlayout.ui.splitter': 'Größe ändern',
  'flexlayout.ui.active.tabset': 'Aktive Gruppe',
  'flexlayout.ui.move.tabset': 'Gruppe verschieben',
};
