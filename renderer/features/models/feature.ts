/** Importing, downloading and choosing models. */
import { Box } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { modelCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'models',
  panel: {
    title: titles.models,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Box,
    isOnDemand: true,
  },
  commands: modelCommands,
  dialogs: {
    'import-models': lazy(() =>
      import('./import-models-dialog.tsx').then((file) => ({ default: file.ImportModelsDialog })),
    ),
    'download-model': lazy(() =>
      import('./download-model-dialog.tsx').then((file) => ({ default: file.DownloadModelDialog })),
    ),
    'remove-model': lazy(() =>
      import('./remove-model-dialog.tsx').then((file) => ({ default: file.RemoveModelDialog })),
    ),
    'discard-leftover': lazy(() =>
      import('./discard-leftover-dialog.tsx').then((file) => ({ default: file.DiscardLeftoverDialog })),
    ),
  },
};
