/** Measuring models on data sets. */
import { Gauge } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { evaluationCommands } from './commands.ts';
import { titles } from './titles.ts';

export const feature: Feature = {
  id: 'evaluation',
  panel: {
    title: titles.evaluation,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Gauge,
    isOnDemand: true,
  },
  commands: evaluationCommands,
  dialogs: {
    'remove-evaluation': lazy(() =>
      import('./remove-evaluation-dialog.tsx').then((file) => ({ default: file.RemoveEvaluationDialog })),
    ),
    'evaluation-pictures': lazy(() =>
      import('./pictures-dialog.tsx').then((file) => ({ default: file.PicturesDialog })),
    ),
  },
};
