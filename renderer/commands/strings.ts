/** Words of menus, and names of keys. */
export const strings = {
  menus: {
    project: 'Project',
    edit: 'Edit',
    view: 'View',
    layer: 'Layer',
    search: 'Search',
    model: 'Model',
    help: 'Help',
    panels: 'Panels',
  },
  /** What opens a panel is called after it, in menus as on the rail. */
  panel: (title: string) => `${title} panel`,
  keys: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Escape: 'Esc',
    Enter: 'Enter',
    PageUp: 'PageUp',
    PageDown: 'PageDown',
  },
} as const;
