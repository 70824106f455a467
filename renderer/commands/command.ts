/** A user command. The menu bar, toolbar, shortcuts, palette and list of shortcuts are all generated from commands. */
import type { LucideIcon } from 'lucide-react';
import type { Application } from '../state/application.ts';

export type MenuId = 'project' | 'edit' | 'view' | 'layer' | 'search' | 'model' | 'help';

export type Command = {
  readonly id: string;
  readonly label: string;
  /** For example `Mod+Shift+F`, where Mod is Ctrl, or Command on a Mac. Menus show the first one. */
  readonly keys?: readonly [string, ...string[]];
  /** Leaves the keys to a text field that has the focus, as for undo. */
  readonly yieldsToText?: boolean;
  readonly icon?: LucideIcon;
  /** Separators divide the groups of a menu. */
  readonly menu: { readonly id: MenuId; readonly group: number };
  readonly toolbarGroup?: number;
  readonly isEnabled?: (app: Application) => boolean;
  /** Makes the command a toggle. */
  readonly isOn?: (app: Application) => boolean;
  readonly run: (app: Application) => void | Promise<void>;
  /** What the shortcut does, if it differs from the menu entry. */
  readonly runByKeys?: (app: Application) => void | Promise<void>;
};
