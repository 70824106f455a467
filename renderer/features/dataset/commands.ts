import { Crosshair, Download, Redo2, SquareDashedMousePointer, Undo2, Upload } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { type Application, activeSceneNow } from '../../state/application.ts';
import { detailNow, pairsNow } from './dataset-now.ts';
import { titles } from './titles.ts';

/** Loaded on demand: a first window needs none of them. */
function actions() {
  return import('./dataset-actions.ts');
}

function canStep(app: Application, way: 'canUndo' | 'canRedo'): boolean {
  const dataset = detailNow(app);
  return dataset ? dataset[way] : false;
}

export const datasetCommands: readonly Command[] = [
  {
    id: 'dataset.draw',
    label: titles.draw,
    icon: SquareDashedMousePointer,
    menu: { id: 'model', group: 1 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: (app) => app.view.setState({ tool: 'collect' }),
  },
  {
    id: 'dataset.centre',
    label: titles.drawCentre,
    keys: ['Mod+Shift+M'],
    icon: Crosshair,
    menu: { id: 'model', group: 1 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: async (app) => (await actions()).collectCentre(app),
  },
  {
    id: 'dataset.import',
    label: titles.import,
    icon: Upload,
    menu: { id: 'model', group: 1 },
    run: async (app) => (await actions()).importPairs(app),
  },
  {
    id: 'dataset.export',
    label: titles.export,
    icon: Download,
    menu: { id: 'model', group: 1 },
    isEnabled: (app) => pairsNow(app).length > 0,
    run: async (app) => (await actions()).exportDataset(app),
  },
  {
    id: 'dataset.undo',
    label: titles.undo,
    keys: ['Mod+Alt+Z'],
    yieldsToText: true,
    icon: Undo2,
    menu: { id: 'edit', group: 1 },
    isEnabled: (app) => canStep(app, 'canUndo'),
    run: async (app) => (await actions()).stepHistory(app, 'undo'),
  },
  {
    id: 'dataset.redo',
    label: titles.redo,
    keys: ['Mod+Alt+Y'],
    yieldsToText: true,
    icon: Redo2,
    menu: { id: 'edit', group: 1 },
    isEnabled: (app) => canStep(app, 'canRedo'),
    run: async (app) => (await actions()).stepHistory(app, 'redo'),
  },
];
