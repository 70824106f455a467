/** Rasters of other formats, opened as converted copies. */
import { lazy } from 'react';
import type { Feature } from '../feature.ts';

export const feature: Feature = {
  id: 'converting',
  panel: null,
  commands: [],
  dialogs: {
    convert: lazy(() => import('./convert-dialog.tsx').then((file) => ({ default: file.ConvertDialog }))),
  },
};
