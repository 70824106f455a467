/** The command that brings a panel to the front, as the View menu lists one for each. */
import type { PanelId } from '../dock/panels.ts';
import type { Command } from './command.ts';

type Extras = Pick<Command, 'keys' | 'toolbarGroup'>;

export function panelCommand(
  panel: PanelId,
  label: string,
  icon: NonNullable<Command['icon']>,
  extras: Extras = {},
): Command {
  return {
    id: `${panel}.panel`,
    label,
    icon,
    menu: { id: 'view', group: 2 },
    ...extras,
    run: (app) => app.dock.show(panel),
  };
}
