/** The menu bar's menus, in order. */
import type { MenuId } from './command.ts';

export const menuOrder: readonly MenuId[] = ['project', 'edit', 'view', 'layer', 'search', 'model', 'help'];
