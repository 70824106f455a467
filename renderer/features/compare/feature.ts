/** Comparing two models on one query. */
import { Columns2 } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { compareCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'compare',
  panel: {
    title: titles.compare,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Columns2,
    isOnDemand: true,
  },
  commands: compareCommands,
  dialogs: {},
};
