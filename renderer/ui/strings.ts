export const strings = {
  close: 'Close',
  cancel: 'Cancel',
  underOneSecond: 'under 1\u00a0s',
  customCrs: 'Custom CRS',
  hits: (count: number) => (count === 1 ? 'a hit' : `${count} hits`),
  window: (col: number, row: number, width: number, height: number) =>
    `window ${col}, ${row} (${width} × ${height}\u00a0px)`,
  opacity: (percent: number) => `Opacity: ${percent}\u00a0%`,
} as const;
