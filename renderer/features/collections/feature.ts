/** Many scenes indexed and asked as one. */
import { Library } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { collectionCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'collections',
  panel: {
    title: titles.collections,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Library,
    isOnDemand: true,
  },
  commands: collectionCommands,
  dialogs: {
    'add-scenes': lazy(() =>
      import('./add-scenes-dialog.tsx').then((file) => ({ default: file.AddScenesDialog })),
    ),
  },
};
