/** Colours, stretch and threshold of what the map shows. */
import { Palette } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'styling',
  panel: {
    title: titles.styling,
    place: 'left-bottom',
    component: lazy(() => import('./panel.tsx')),
    icon: Palette,
    shortcut: { keys: ['F7'], toolbarGroup: 4 },
  },
  commands: [],
  dialogs: {},
};
