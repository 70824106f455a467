/** Projects as files: new, open, save, and what was not saved at a crash. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { projectCommands } from './commands.ts';

export const feature: Feature = {
  id: 'project',
  panel: null,
  commands: projectCommands,
  dialogs: {
    project: lazy(() => import('./project-dialog.tsx').then((file) => ({ default: file.ProjectDialog }))),
  },
};
