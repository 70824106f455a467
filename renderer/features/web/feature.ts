/** Remote scenes, and a background for the map. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { webCommands } from './commands.ts';

export const feature: Feature = {
  id: 'web',
  panel: null,
  commands: webCommands,
  dialogs: {
    'web-layer': lazy(() => import('./web-dialog.tsx').then((file) => ({ default: file.WebDialog }))),
  },
};
