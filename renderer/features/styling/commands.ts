import { Palette } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { titles } from './titles.ts';

export const stylingCommands: readonly Command[] = [
  {
    id: 'styling.panel',
    label: titles.styling,
    keys: ['F7'],
    icon: Palette,
    menu: { id: 'view', group: 2 },
    toolbarGroup: 4,
    isOn: (app) => app.view.getState().showsStyling,
    run: (app) => {
      app.dock.show('layers');
      app.view.setState(({ showsStyling }) => ({ showsStyling: !showsStyling }));
    },
  },
];
