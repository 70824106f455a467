import { Palette } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { strings } from './strings.ts';

export const stylingCommands: readonly Command[] = [
  {
    id: 'styling.panel',
    label: strings.stylingPanel,
    keys: ['F7'],
    icon: Palette,
    menu: { id: 'view', group: 2 },
    toolbarGroup: 4,
    run: (app) => app.dock.show('styling'),
  },
];
