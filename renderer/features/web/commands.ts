import type { Command } from '../../commands/command.ts';
import { titles } from './titles.ts';

export const webCommands: readonly Command[] = [
  {
    id: 'layers.web',
    label: titles.add,
    menu: { id: 'layer', group: 0 },
    run: (app) => app.view.setState({ dialog: { kind: 'web-layer' } }),
  },
];
