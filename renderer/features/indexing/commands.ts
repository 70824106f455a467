import { ScanSearch } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { activeSceneNow } from '../../state/application.ts';
import { strings } from './strings.ts';

export const indexingCommands: readonly Command[] = [
  {
    id: 'indexing.open',
    label: strings.command,
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
