import {
  Command as CommandIcon,
  Info,
  Keyboard,
  LayoutPanelLeft,
  Monitor,
  Moon,
  MoveRight,
  PanelsTopLeft,
  RefreshCw,
  Sun,
} from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import type { Theme } from '../../state/view-state.ts';
import { strings } from './strings.ts';

function theme(id: Theme, icon: typeof Sun): Command {
  return {
    id: `view.theme.${id}`,
    label: strings.theme[id],
    icon,
    menu: { id: 'view', group: 5 },
    isOn: (app) => app.view.getState().theme === id,
    run: (app) => app.view.setState({ theme: id }),
  };
}

export const helpCommands: readonly Command[] = [
  theme('light', Sun),
  theme('dark', Moon),
  theme('system', Monitor),
  {
    id: 'view.nextGroup',
    label: strings.nextGroup,
    keys: ['F6'],
    icon: PanelsTopLeft,
    menu: { id: 'view', group: 6 },
    run: (app) => app.dock.focusGroup(1),
  },
  {
    id: 'view.previousGroup',
    label: strings.previousGroup,
    keys: ['Shift+F6'],
    icon: PanelsTopLeft,
    menu: { id: 'view', group: 6 },
    run: (app) => app.dock.focusGroup(-1),
  },
  {
    id: 'view.movePanel',
    label: strings.movePanel,
    icon: MoveRight,
    menu: { id: 'view', group: 6 },
    isEnabled: (app) => !['map', null].includes(app.dock.activePanel()),
    run: (app) => {
      const panel = app.dock.activePanel();
      if (panel) app.dock.moveOn(panel);
    },
  },
  {
    id: 'view.resetLayout',
    label: strings.resetLayout,
    icon: LayoutPanelLeft,
    menu: { id: 'view', group: 6 },
    run: (app) => app.dock.reset(),
  },
  {
    id: 'help.palette',
    label: strings.palette,
    keys: ['Mod+K'],
    icon: CommandIcon,
    menu: { id: 'help', group: 0 },
    toolbarGroup: 9,
    run: (app) => app.view.setState({ dialog: { kind: 'palette' } }),
  },
  {
    id: 'help.shortcuts',
    label: strings.shortcuts,
    keys: ['?', 'F1'],
    icon: Keyboard,
    menu: { id: 'help', group: 0 },
    run: (app) => app.view.setState({ dialog: { kind: 'shortcuts' } }),
  },
  {
    id: 'help.updates',
    label: strings.updates,
    icon: RefreshCw,
    menu: { id: 'help', group: 1 },
    run: (app) => app.view.setState({ dialog: { kind: 'updates' } }),
  },
  {
    id: 'help.about',
    label: strings.about,
    icon: Info,
    menu: { id: 'help', group: 1 },
    run: (app) => app.view.setState({ dialog: { kind: 'about' } }),
  },
];
