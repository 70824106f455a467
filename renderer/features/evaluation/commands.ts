import { Gauge } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { titles } from './titles.ts';

export const evaluationCommands: readonly Command[] = [
  {
    id: 'evaluation.new',
    label: titles.newEvaluation,
    icon: Gauge,
    menu: { id: 'model', group: 3 },
    run: (app) => {
      app.view.setState({ evaluation: null });
      app.dock.show('evaluation');
    },
  },
];
