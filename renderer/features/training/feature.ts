/** Fine-tuning a model on a data set. */
import { GraduationCap } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { trainingCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'training',
  panel: {
    title: titles.training,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: GraduationCap,
    isOnDemand: true,
  },
  commands: trainingCommands,
  dialogs: {
    'remove-run': lazy(() =>
      import('./remove-run-dialog.tsx').then((file) => ({ default: file.RemoveRunDialog })),
    ),
  },
};
