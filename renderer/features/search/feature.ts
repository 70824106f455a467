/** Writing and asking queries. */
import { Search } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { searchCommands } from './commands.ts';
import { strings } from './strings.ts';

export const feature: Feature = {
  id: 'search',
  panel: {
    title: strings.ask,
    place: 'right',
    component: lazy(() => import('./panel.tsx')),
    icon: Search,
  },
  commands: searchCommands,
  dialogs: {
    'remove-index': lazy(() =>
      import('./remove-index-dialog.tsx').then((file) => ({ default: file.RemoveIndexDialog })),
    ),
  },
};
