/** The answer to a query: verdict, ranked hits. Shown in the Ask panel. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { resultCommands } from './commands.ts';

export const feature: Feature = {
  id: 'results',
  panel: null,
  commands: resultCommands,
  dialogs: {
    'seen-pixels': lazy(() =>
      import('./seen-pixels-dialog.tsx').then((file) => ({ default: file.SeenPixelsDialog })),
    ),
  },
};
