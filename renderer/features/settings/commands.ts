import { ClipboardCopy, Stethoscope } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { copyDiagnostics } from './diagnostics-actions.ts';
import { strings } from './strings.ts';

export const settingsCommands: readonly Command[] = [
  {
    id: 'help.selfCheck',
    label: strings.selfCheck,
    icon: Stethoscope,
    menu: { id: 'help', group: 1 },
    run: (app) => app.view.setState({ dialog: { kind: 'self-check' } }),
  },
  {
    id: 'help.copyDiagnostics',
    label: strings.copyDiagnostics,
    icon: ClipboardCopy,
    menu: { id: 'help', group: 1 },
    run: (app) => copyDiagnostics(app, false),
  },
];
