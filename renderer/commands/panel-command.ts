/** The command that brings a panel to the front: one per panel in the View menu. */
import type { Panel } from '../dock/panels.ts';
import type { Command } from './command.ts';
import { strings } from './strings.ts';

export type PanelShortcut = Pick<Command, 'keys' | 'toolbarGroup'>;

export function panelCommand(
  { id, title }: Pick<Panel, 'id' | 'title'>,
  icon: NonNullable<Command['icon']>,
  shortcut: PanelShortcut,
): Command {
  return {
    id: `${id}.panel`,
    label: strings.panel(title),
    icon,
    menu: { id: 'view', group: 2 },
    ...shortcut,
    run: (app) => app.dock.show(id),
  };
}
