import { Download, PackagePlus } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { askBeforeDownload, pickModel } from './model-actions.ts';
import { strings } from './strings.ts';

export const modelCommands: readonly Command[] = [
  {
    id: 'models.download',
    label: strings.download,
    icon: Download,
    menu: { id: 'model', group: 0 },
    run: askBeforeDownload,
  },
  {
    id: 'models.import',
    label: strings.importModel,
    icon: PackagePlus,
    menu: { id: 'model', group: 0 },
    run: pickModel,
  },
];
