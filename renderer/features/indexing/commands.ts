import { ScanSearch } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { activeSceneNow } from '../../state/application.ts';
import { titles } from './titles.ts';

export const indexingCommands: readonly Command[] = [
  {
    id: 'indexing.open',
    label: titles.command,
    icon: ScanSearch,
    menu: { id: 'layer', group: 0 },
    toolbarGroup: 4,
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: (app) => {
      const scene = activeSceneNow(app);
      if (scene) app.view.setState({ dialog: { kind: 'index', scene } });
    },
  },
];
