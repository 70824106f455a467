/** A thing the user can do. Menu bar, toolbar, shortcuts, palette and cheat sheet are all made from these. */
import type { LucideIcon } from 'lucide-react';
import type { Application } from '../state/application.ts';

export type MenuId = 'project' | 'edit' | 'view' | 'layer' | 'search' | 'model' | 'help';

export type Command = {
  readonly id: string;
  readonly label: string;
  /** Such as `Mod+Shift+F`; Mod is Ctrl, or Command on a Mac. The first is shown. */
  readonly keys?: readonly [string, ...string[]];
  /** Keys that belong to text fields (undo) stay theirs while one has the focus. */
  readonly yieldsToText?: boolean;
  readonly icon?: LucideIcon;
  /** Entries of one group stand together. */
  readonly menu: { readonly id: MenuId; readonly group: number };
  readonly toolbarGroup?: number;
  readonly isEnabled?: (app: Application) => boolean;
  /** Given: the command is a switch. */
  readonly isOn?: (app: Application) => boolean;
  readonly run: (app: Application) => void | Promise<void>;
};
