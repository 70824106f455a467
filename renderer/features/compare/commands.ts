import { X } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { isCompared, NOT_COMPARED } from '../../state/view-state.ts';
import { titles } from './titles.ts';

export const compareCommands: readonly Command[] = [
  {
    id: 'compare.stop',
    label: titles.stop,
    icon: X,
    menu: { id: 'model', group: 3 },
    isEnabled: (app) => isCompared(app.view.getState()),
    run: (app) => app.view.setState(NOT_COMPARED),
  },
];
