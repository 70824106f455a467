import { Download, PackagePlus } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { askBeforeDownload, pickModel } from './model-actions.ts';
import { titles } from './titles.ts';

export const modelCommands: readonly Command[] = [
  {
    id: 'models.download',
    label: titles.download,
    icon: Download,
    menu: { id: 'model', group: 0 },
    run: askBeforeDownload,
  },
  {
    id: 'models.import',
    label: titles.importModel,
    icon: PackagePlus,
    menu: { id: 'model', group: 0 },
    run: pickModel,
  },
];
