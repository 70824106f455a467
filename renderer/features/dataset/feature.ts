/** Collecting caption pairs for training. */
import { Database } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { datasetCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'dataset',
  panel: {
    title: titles.dataset,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Database,
    isOnDemand: true,
  },
  commands: datasetCommands,
  dialogs: {
    'remove-dataset': lazy(() =>
      import('./remove-dataset-dialog.tsx').then((file) => ({ default: file.RemoveDatasetDialog })),
    ),
  },
};
