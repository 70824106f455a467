import { GraduationCap } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { names } from './names.ts';

export const trainingCommands: readonly Command[] = [
  {
    id: 'training.new',
    label: names.newRun,
    icon: GraduationCap,
    menu: { id: 'model', group: 2 },
    run: (app) => {
      app.view.setState({ run: null });
      app.dock.show('training');
    },
  },
];
