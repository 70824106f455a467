import { Crop, MessageSquarePlus, Search, Terminal, TextCursorInput } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { activeSceneNow } from '../../state/application.ts';
import { resultNow } from '../results/result-actions.ts';
import { limitToView, limitToWholeScene, startDrawingArea } from './area-actions.ts';
import { focusQuery } from './focus-query.ts';
import { clearDraft } from './query-draft.ts';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';

export const searchCommands: readonly Command[] = [
  {
    id: 'search.ask',
    label: strings.ask,
    keys: ['Mod+Enter'],
    icon: Search,
    menu: { id: 'search', group: 0 },
    isEnabled: (app) => activeSceneNow(app) !== null || app.view.getState().askedCollection !== null,
    run: runQuery,
  },
  {
    id: 'search.new',
    label: strings.newQuery,
    keys: ['Mod+Alt+N'],
    icon: MessageSquarePlus,
    menu: { id: 'search', group: 0 },
    run: (app) => {
      clearDraft(app);
      app.dock.show('search');
      focusQuery();
    },
  },
  {
    id: 'search.focus',
    label: strings.focusQuery,
    keys: ['Mod+F', 'Mod+Alt+H'],
    icon: TextCursorInput,
    menu: { id: 'search', group: 0 },
    run: (app) => {
      app.dock.show('search');
      focusQuery();
    },
  },
  {
    id: 'search.viewOnly',
    label: strings.viewOnly,
    icon: Crop,
    menu: { id: 'search', group: 4 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: limitToView,
  },
  {
    id: 'search.drawArea',
    label: strings.drawArea,
    icon: Crop,
    menu: { id: 'search', group: 4 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: startDrawingArea,
  },
  {
    id: 'search.wholeScene',
    label: strings.wholeScene,
    icon: Crop,
    menu: { id: 'search', group: 4 },
    isEnabled: (app) => app.view.getState().queryArea !== null,
    run: limitToWholeScene,
  },
  {
    id: 'search.copyCommand',
    label: strings.copyCommand,
    icon: Terminal,
    menu: { id: 'search', group: 5 },
    isEnabled: (app) => resultNow(app) !== null,
    run: async (app) => (await import('./copy-command.ts')).copyCommand(app),
  },
  {
    id: 'search.copyRecipe',
    label: strings.copyRecipe,
    menu: { id: 'search', group: 5 },
    run: async (app) => (await import('./recipe-actions.ts')).copyRecipe(app),
  },
];
