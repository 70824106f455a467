/** What two dates of a place gained and lost. */
import { CalendarDays } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'change',
  panel: {
    title: titles.change,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: CalendarDays,
    isOnDemand: true,
  },
  commands: [],
  dialogs: {},
};
