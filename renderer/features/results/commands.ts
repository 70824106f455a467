import { BoxSelect, Check, ChevronDown, ChevronUp, Eye, Focus, X } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { hasHits, hasSelectedHit, judge, step } from './either-list.ts';
import { activeHit, moreLikeActiveHit, showSeenPixels, zoomToActiveHit } from './result-actions.ts';
import { titles } from './titles.ts';

export const resultCommands: readonly Command[] = [
  {
    id: 'results.next',
    label: titles.nextHit,
    keys: ['Alt+ArrowDown'],
    icon: ChevronDown,
    menu: { id: 'search', group: 1 },
    isEnabled: hasHits,
    run: (app) => step(app, 1),
  },
  {
    id: 'results.previous',
    label: titles.previousHit,
    keys: ['Alt+ArrowUp'],
    icon: ChevronUp,
    menu: { id: 'search', group: 1 },
    isEnabled: hasHits,
    run: (app) => step(app, -1),
  },
  {
    id: 'results.zoom',
    label: titles.zoomTo,
    keys: ['Mod+J'],
    icon: Focus,
    menu: { id: 'search', group: 2 },
    toolbarGroup: 3,
    isEnabled: (app) => activeHit(app) !== null,
    run: zoomToActiveHit,
  },
  {
    id: 'results.moreLike',
    label: titles.moreLike,
    icon: BoxSelect,
    menu: { id: 'search', group: 2 },
    isEnabled: (app) => activeHit(app) !== null,
    run: moreLikeActiveHit,
  },
  {
    id: 'results.seen',
    label: titles.seen,
    icon: Eye,
    menu: { id: 'search', group: 2 },
    isEnabled: (app) => activeHit(app) !== null,
    run: showSeenPixels,
  },
  {
    id: 'results.accept',
    label: titles.accepted,
    keys: ['Alt+Y'],
    icon: Check,
    menu: { id: 'search', group: 3 },
    isEnabled: hasSelectedHit,
    run: (app) => judge(app, 'accepted'),
  },
  {
    id: 'results.reject',
    label: titles.rejected,
    keys: ['Alt+N'],
    icon: X,
    menu: { id: 'search', group: 3 },
    isEnabled: hasSelectedHit,
    run: (app) => judge(app, 'rejected'),
  },
];
