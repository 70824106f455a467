/** Command palette, keyboard shortcuts, themes, layout and About. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { helpCommands } from './commands.ts';

export const feature: Feature = {
  id: 'help',
  panel: null,
  commands: helpCommands,
  dialogs: {
    palette: lazy(() => import('./palette.tsx').then((file) => ({ default: file.Palette }))),
    shortcuts: lazy(() =>
      import('./shortcuts-dialog.tsx').then((file) => ({ default: file.ShortcutsDialog })),
    ),
    updates: lazy(() => import('./updates-dialog.tsx').then((file) => ({ default: file.UpdatesDialog }))),
    about: lazy(() => import('./about-dialog.tsx').then((file) => ({ default: file.AboutDialog }))),
  },
};
