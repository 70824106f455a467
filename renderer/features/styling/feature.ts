/** Colours, stretch and threshold of what the map shows: a drawer below the layers. */
import type { Feature } from '../feature.ts';
import { stylingCommands } from './commands.ts';

export const feature: Feature = {
  id: 'styling',
  panel: null,
  commands: stylingCommands,
  dialogs: {},
};
