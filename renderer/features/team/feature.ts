/** The team's store on PostgreSQL: asked as a collection, with its workers, questions and reviews. */
import { Users } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'team',
  panel: {
    title: titles.team,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Users,
    isOnDemand: true,
  },
  commands: [],
  dialogs: {},
};
