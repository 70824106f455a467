/** Starting to index a scene. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { indexingCommands } from './commands.ts';

export const feature: Feature = {
  id: 'indexing',
  panel: null,
  commands: indexingCommands,
  dialogs: {
    index: lazy(() => import('./index-dialog.tsx').then((file) => ({ default: file.IndexDialog }))),
  },
};
