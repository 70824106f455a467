import { Columns2, X } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { strings } from './strings.ts';

export const compareCommands: readonly Command[] = [
  {
    id: 'compare.panel',
    label: strings.comparePanel,
    icon: Columns2,
    menu: { id: 'view', group: 2 },
    run: (app) => app.dock.show('compare'),
  },
  {
    id: 'compare.stop',
    label: strings.stop,
    icon: X,
    menu: { id: 'model', group: 3 },
    isEnabled: (app) => app.view.getState().compared !== null,
    run: (app) => app.view.setState({ compared: null }),
  },
];
