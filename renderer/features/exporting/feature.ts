/** Export of what a question found. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { exportCommands } from './commands.ts';

export const feature: Feature = {
  id: 'exporting',
  panel: null,
  commands: exportCommands,
  dialogs: {
    export: lazy(() => import('./export-dialog.tsx').then((file) => ({ default: file.ExportDialog }))),
  },
};
