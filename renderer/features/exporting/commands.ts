import { Download } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { resultNow } from '../results/result-actions.ts';
import { strings } from './strings.ts';

export const exportCommands: readonly Command[] = [
  {
    id: 'results.export',
    label: strings.export,
    keys: ['Mod+E'],
    icon: Download,
    menu: { id: 'project', group: 2 },
    isEnabled: (app) => resultNow(app) !== null,
    run: (app) => app.view.setState({ dialog: { kind: 'export' } }),
  },
];
