/** Scenes as layers: opening, order, visibility, properties, model view. */
import { Layers } from 'lucide-react';
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { sceneCommands } from './commands.ts';
import { strings } from './strings.ts';

export const feature: Feature = {
  id: 'layers',
  panel: {
    title: strings.layers,
    place: 'left',
    component: lazy(() => import('./panel.tsx')),
    icon: Layers,
    shortcut: { keys: ['Mod+1'] },
  },
  commands: sceneCommands,
  dialogs: {
    properties: lazy(() =>
      import('./properties-dialog.tsx').then((file) => ({ default: file.PropertiesDialog })),
    ),
    locate: lazy(() => import('./locate-dialog.tsx').then((file) => ({ default: file.LocateDialog }))),
    'model-view': lazy(() =>
      import('./model-view-dialog.tsx').then((file) => ({ default: file.ModelViewDialog })),
    ),
    'earlier-scenes': lazy(() =>
      import('./earlier-dialog.tsx').then((file) => ({ default: file.EarlierScenesDialog })),
    ),
    'remove-layer': lazy(() =>
      import('./remove-layer-dialog.tsx').then((file) => ({ default: file.RemoveLayerDialog })),
    ),
  },
};
