import { ScanSearch } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { projectNow } from '../../state/application.ts';
import { strings } from './strings.ts';

export const indexingCommands: readonly Command[] = [
  {
    id: 'indexing.open',
    label: strings.command,
    icon: ScanSearch,
    menu: { id: 'layer', group: 0 },
    toolbarGroup: 4,
    isEnabled: (app) => (projectNow(app)?.activeScene ?? null) !== null,
    run: (app) => {
      const scene = projectNow(app)?.activeScene;
      if (scene) app.view.setState({ dialog: { kind: 'index', scene } });
    },
  },
];
