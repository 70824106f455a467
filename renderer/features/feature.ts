/** A feature: a folder with commands, dialogs and usually a panel. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Command } from '../commands/command.ts';
import { type PanelShortcut, panelCommand } from '../commands/panel-command.ts';
import type { Panel, PanelId, PanelPlace } from '../dock/panels.ts';
import type { DialogKind, DialogOf } from '../state/view-state.ts';

export type DialogProps<K extends DialogKind> = DialogOf<K> & { readonly onClose: () => void };
export type DialogTable = { readonly [K in DialogKind]?: ComponentType<DialogProps<K>> };

export type FeaturePanel = {
  readonly title: string;
  readonly place: PanelPlace;
  readonly component: ComponentType;
  /** Icon of the command that shows the panel; null for a panel that is always visible. */
  readonly icon: LucideIcon | null;
  readonly shortcut?: PanelShortcut;
  /** Leaves it out of the default layout. */
  readonly isOnDemand?: true;
};

export type Feature = {
  /** Also the id of its panel. */
  readonly id: PanelId;
  readonly panel: FeaturePanel | null;
  readonly commands: readonly Command[];
  readonly dialogs: DialogTable;
};

export function panelsOf(features: readonly Feature[]): readonly Panel[] {
  return features.flatMap(({ id, panel }) =>
    panel ? [{ id, title: panel.title, place: panel.place, isOnDemand: panel.isOnDemand === true }] : [],
  );
}

/** The feature's own commands, then the one that shows its panel. */
export function commandsOf({ id, panel, commands }: Feature): readonly Command[] {
  if (!panel?.icon) return commands;
  return [...commands, panelCommand({ id, ...panel }, panel.icon, { ...panel.shortcut })];
}
