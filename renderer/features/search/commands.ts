import { MessageSquarePlus, Search, TextCursorInput } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { activeSceneNow } from '../../state/application.ts';
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
    isEnabled: (app) => activeSceneNow(app) !== null,
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
];
