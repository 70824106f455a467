import {
  ArrowDown,
  ArrowUp,
  Eye,
  EyeOff,
  FileSearch,
  FolderOpen,
  Info,
  Redo2,
  Trash2,
  Undo2,
} from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { layersNow, projectStateNow } from '../../state/application.ts';
import {
  activeLayer,
  missingActiveScene,
  moveLayer,
  pickScenes,
  redo,
  showAllLayers,
  undo,
} from './scene-actions.ts';
import { strings } from './strings.ts';

export const sceneCommands: readonly Command[] = [
  {
    id: 'scenes.open',
    label: strings.addScene,
    keys: ['Mod+Shift+R'],
    icon: FolderOpen,
    menu: { id: 'project', group: 1 },
    toolbarGroup: 0,
    run: pickScenes,
  },
  {
    id: 'scenes.earlier',
    label: strings.addEarlier,
    menu: { id: 'project', group: 1 },
    run: (app) => app.view.setState({ dialog: { kind: 'earlier-scenes' } }),
  },
  {
    id: 'project.undo',
    label: strings.undo,
    keys: ['Mod+Z'],
    yieldsToText: true,
    icon: Undo2,
    menu: { id: 'edit', group: 0 },
    toolbarGroup: 1,
    isEnabled: (app) => projectStateNow(app).canUndo,
    run: undo,
  },
  {
    id: 'project.redo',
    label: strings.redo,
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    yieldsToText: true,
    icon: Redo2,
    menu: { id: 'edit', group: 0 },
    toolbarGroup: 1,
    isEnabled: (app) => projectStateNow(app).canRedo,
    run: redo,
  },
  {
    id: 'layers.up',
    label: strings.moveUp,
    keys: ['Alt+PageUp'],
    icon: ArrowUp,
    menu: { id: 'layer', group: 1 },
    isEnabled: (app) => layersNow(app).length > 1,
    run: async (app) => {
      const layer = activeLayer(app);
      if (layer) await moveLayer(app, layer.scene, -1);
    },
  },
  {
    id: 'layers.down',
    label: strings.moveDown,
    keys: ['Alt+PageDown'],
    icon: ArrowDown,
    menu: { id: 'layer', group: 1 },
    isEnabled: (app) => layersNow(app).length > 1,
    run: async (app) => {
      const layer = activeLayer(app);
      if (layer) await moveLayer(app, layer.scene, 1);
    },
  },
  {
    id: 'layers.showAll',
    label: strings.showAll,
    keys: ['Mod+Shift+U'],
    icon: Eye,
    menu: { id: 'layer', group: 2 },
    isEnabled: (app) => layersNow(app).some(({ visible }) => !visible),
    run: (app) => showAllLayers(app, true),
  },
  {
    id: 'layers.hideAll',
    label: strings.hideAll,
    keys: ['Mod+Shift+H'],
    icon: EyeOff,
    menu: { id: 'layer', group: 2 },
    isEnabled: (app) => layersNow(app).some(({ visible }) => visible),
    run: (app) => showAllLayers(app, false),
  },
  {
    id: 'layers.properties',
    label: strings.properties,
    icon: Info,
    menu: { id: 'layer', group: 3 },
    isEnabled: (app) => activeLayer(app) !== null,
    run: (app) => {
      const layer = activeLayer(app);
      if (layer) app.view.setState({ dialog: { kind: 'properties', scene: layer.scene } });
    },
  },
  {
    id: 'layers.locate',
    label: strings.locate,
    icon: FileSearch,
    menu: { id: 'layer', group: 3 },
    isEnabled: (app) => missingActiveScene(app) !== null,
    run: (app) => {
      const scene = missingActiveScene(app);
      if (scene) app.view.setState({ dialog: { kind: 'locate', scene } });
    },
  },
  {
    id: 'layers.remove',
    label: strings.removeLayerAsk,
    keys: ['Mod+D'],
    icon: Trash2,
    menu: { id: 'layer', group: 4 },
    isEnabled: (app) => activeLayer(app) !== null,
    run: (app) => {
      const layer = activeLayer(app);
      if (layer) app.view.setState({ dialog: { kind: 'remove-layer', scene: layer.scene } });
    },
  },
];
