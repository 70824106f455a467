import { ClipboardCopy, Settings, Stethoscope } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { commandStrings as strings } from './command-strings.ts';

export const settingsCommands: readonly Command[] = [
  {
    id: 'edit.settings',
    label: strings.settings,
    keys: ['Mod+,'],
    icon: Settings,
    menu: { id: 'edit', group: 9 },
    run: (app) => app.view.setState({ dialog: { kind: 'settings' } }),
  },
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
    run: async (app) => (await import('./diagnostics-actions.ts')).copyDiagnostics(app, false),
  },
];
