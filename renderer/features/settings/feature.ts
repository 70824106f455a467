/** Settings, and the self-check of the installation. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';
import { settingsCommands } from './commands.ts';

export const feature: Feature = {
  id: 'settings',
  panel: null,
  commands: settingsCommands,
  dialogs: {
    settings: lazy(() => import('./settings-dialog.tsx').then((file) => ({ default: file.SettingsDialog }))),
    'self-check': lazy(() =>
      import('./self-check-dialog.tsx').then((file) => ({ default: file.SelfCheckDialog })),
    ),
  },
};
