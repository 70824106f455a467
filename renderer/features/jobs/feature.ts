/** Long work in the background. */
import { ListChecks } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { jobCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'jobs',
  panel: {
    title: titles.jobs,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: ListChecks,
    isOnDemand: true,
  },
  commands: jobCommands,
  dialogs: {},
};
