import { Palette } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { panelCommand } from '../../commands/panel-command.ts';
import { strings } from './strings.ts';

export const stylingCommands: readonly Command[] = [
  panelCommand('styling', strings.stylingPanel, Palette, { keys: ['F7'], toolbarGroup: 4 }),
];
