/** The map and its tools. */
import type { Feature } from '../feature.ts';
import { mapCommands } from './commands.ts';
import { MapPanel } from './panel.tsx';
import { strings } from './strings.ts';

export const feature: Feature = {
  id: 'map',
  panel: {
    title: strings.map,
    place: 'centre',
    component: MapPanel,
    icon: null,
  },
  commands: mapCommands,
  dialogs: {},
};
