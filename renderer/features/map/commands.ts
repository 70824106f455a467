import {
  BoxSelect,
  Contrast,
  Database,
  Hand,
  Info,
  Maximize,
  ScanLine,
  ScanSearch,
  SquareDashedMousePointer,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import type { MapTool } from '../../map/scene-map.ts';
import { activeSceneNow } from '../../state/application.ts';
import { strings } from './strings.ts';

const ZOOM_STEP = 2;

function tool(id: MapTool, label: string, icon: typeof Hand, keys: NonNullable<Command['keys']>): Command {
  return {
    id: `map.${id}`,
    label,
    icon,
    keys,
    menu: { id: 'view', group: 1 },
    toolbarGroup: 2,
    isOn: (app) => app.view.getState().tool === id,
    run: (app) => app.view.setState(({ tool: current }) => ({ tool: current === id ? 'pan' : id })),
  };
}

export const mapCommands: readonly Command[] = [
  {
    id: 'map.zoomIn',
    label: strings.zoomIn,
    keys: ['Mod+Alt++', 'Mod+Alt+='],
    icon: ZoomIn,
    menu: { id: 'view', group: 0 },
    run: (app) => app.map.view.zoomBy(ZOOM_STEP),
  },
  {
    id: 'map.zoomOut',
    label: strings.zoomOut,
    keys: ['Mod+Alt+-'],
    icon: ZoomOut,
    menu: { id: 'view', group: 0 },
    run: (app) => app.map.view.zoomBy(1 / ZOOM_STEP),
  },
  {
    id: 'map.zoomFull',
    label: strings.zoomFull,
    keys: ['Mod+Shift+F'],
    icon: Maximize,
    menu: { id: 'view', group: 0 },
    toolbarGroup: 3,
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: (app) => app.map.view.zoomFull(),
  },
  {
    id: 'map.zoomNative',
    label: strings.zoomNative,
    icon: ScanLine,
    menu: { id: 'view', group: 0 },
    isEnabled: (app) => activeSceneNow(app) !== null,
    run: (app) => app.map.view.zoomNative(),
  },
  tool('pan', strings.pan, Hand, ['Mod+Shift+A']),
  {
    id: 'map.leaveTool',
    label: strings.leaveTool,
    keys: ['Escape'],
    icon: Hand,
    menu: { id: 'view', group: 1 },
    isEnabled: (app) => app.view.getState().tool !== 'pan',
    run: (app) => app.view.setState({ tool: 'pan' }),
  },
  tool('identify', strings.identify, Info, ['Mod+Shift+I']),
  tool('window', strings.drawWindow, BoxSelect, ['Mod+Shift+E']),
  tool('collect', strings.collect, SquareDashedMousePointer, ['Mod+Shift+D']),
  tool('region', strings.drawRegion, ScanLine, ['Mod+Shift+U']),
  {
    id: 'map.showHits',
    label: strings.showHits,
    icon: ScanSearch,
    menu: { id: 'view', group: 3 },
    isOn: (app) => app.view.getState().showsHits,
    run: (app) => app.view.setState(({ showsHits }) => ({ showsHits: !showsHits })),
  },
  {
    id: 'map.greyImagery',
    label: strings.greyImagery,
    icon: Contrast,
    menu: { id: 'view', group: 3 },
    isOn: (app) => app.view.getState().greysImagery,
    run: (app) => app.view.setState(({ greysImagery }) => ({ greysImagery: !greysImagery })),
  },
  {
    id: 'map.showPairs',
    label: strings.showPairs,
    icon: Database,
    menu: { id: 'view', group: 3 },
    isOn: (app) => app.view.getState().showsPairs,
    run: (app) => app.view.setState(({ showsPairs }) => ({ showsPairs: !showsPairs })),
  },
];
