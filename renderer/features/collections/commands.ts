import { FolderPlus } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { titles } from './titles.ts';

export const collectionCommands: readonly Command[] = [
  {
    id: 'collections.new',
    label: titles.newCollection,
    icon: FolderPlus,
    menu: { id: 'project', group: 0 },
    run: (app) => app.view.setState({ dialog: { kind: 'add-scenes', grants: [], to: null } }),
  },
];
