/** Names of the panel and its commands, which the window needs from the start. */
export const titles = {
  dataset: 'Data set',
  draw: 'Draw windows',
  drawCentre: 'Collect window at the centre of the map',
  export: 'Export data set…',
  exported: 'Data set exported',
  import: 'Import caption pairs…',
  imported: 'Pairs imported',
  importedText: (count: number) => (count === 1 ? '1 pair added.' : `${count} pairs added.`),
  moreLeftOut: (count: number) => `… and ${count} more skipped`,
  numberedName: (number: number) => `Data set ${number}`,
  redo: 'Redo data set change',
  undo: 'Undo data set change',
} as const;
