/** The menu bar's menus, in order. */
import type { MenuId } from './command.ts';

export const menuOrder: readonly MenuId[] = ['project', 'edit', 'view', 'layer', 'search', 'model', 'help'];

export const menuTitles: Readonly<Record<MenuId | 'panels', string>> = {
  project: 'Project',
  edit: 'Edit',
  view: 'View',
  layer: 'Layer',
  search: 'Search',
  model: 'Model',
  help: 'Help',
  panels: 'Panels',
};
