/** Words of the project's commands, which the first window needs; the other words load with the dialogs. */
export const titles = {
  begin: 'New project',
  open: 'Open project…',
  recent: 'Open recent project…',
  save: 'Save project',
  saveAs: 'Save project as…',
  revert: 'Revert to the saved project…',
} as const;
