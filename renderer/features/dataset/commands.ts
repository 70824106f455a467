import { Crosshair, Database, Download, Redo2, SquareDashedMousePointer, Undo2, Upload } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { panelCommand } from '../../commands/panel-command.ts';
import { activeSceneNow } from '../../state/application.ts';
import { collectCentre, detailNow, exportDataset, importPairs, stepHistory } from './dataset-actions.ts';
import { strings } from './strings.ts';

export const datasetCommands: readonly Command[] = [
  panelCommand('dataset', strings.datasetPanel, Database),
  {
    id: 'dataset.draw',
    label: strings.draw,
    icon: SquareDashedMousePointer,
    menu: { id: 'model', group: 1 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: (app) => app.view.setState({ tool: 'collect' }),
  },
  {
    id: 'dataset.centre',
    label: strings.drawCentre,
    keys: ['Mod+Shift+M'],
    icon: Crosshair,
    menu: { id: 'model', group: 1 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: collectCentre,
  },
  {
    id: 'dataset.import',
    label: strings.import,
    icon: Upload,
    menu: { id: 'model', group: 1 },
    run: importPairs,
  },
  {
    id: 'dataset.export',
    label: strings.export,
    icon: Download,
    menu: { id: 'model', group: 1 },
    isEnabled: (app) => (detailNow(app)?.pairs ?? 0) > 0,
    run: exportDataset,
  },
  {
    id: 'dataset.undo',
    label: strings.undo,
    keys: ['Mod+Alt+Z'],
    yieldsToText: true,
    icon: Undo2,
    menu: { id: 'edit', group: 1 },
    isEnabled: (app) => detailNow(app)?.canUndo ?? false,
    run: (app) => stepHistory(app, 'undo'),
  },
  {
    id: 'dataset.redo',
    label: strings.redo,
    keys: ['Mod+Alt+Y'],
    yieldsToText: true,
    icon: Redo2,
    menu: { id: 'edit', group: 1 },
    isEnabled: (app) => detailNow(app)?.canRedo ?? false,
    run: (app) => stepHistory(app, 'redo'),
  },
];
