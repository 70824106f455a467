import { GraduationCap } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { titles } from './titles.ts';

export const trainingCommands: readonly Command[] = [
  {
    id: 'training.new',
    label: titles.newRun,
    icon: GraduationCap,
    menu: { id: 'model', group: 2 },
    run: (app) => {
      app.view.setState({ run: null });
      app.dock.show('training');
    },
  },
];
