/** The result of a query: verdict, ranked hits, exports. */
import { ListOrdered } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { resultCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'results',
  panel: {
    title: titles.results,
    place: 'right-bottom',
    component: lazy(() => import('./panel.tsx')),
    icon: ListOrdered,
  },
  commands: resultCommands,
  dialogs: {
    'seen-pixels': lazy(() =>
      import('./seen-pixels-dialog.tsx').then((file) => ({ default: file.SeenPixelsDialog })),
    ),
  },
};
