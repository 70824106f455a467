export const strings = {
  close: 'Close',
  cancel: 'Cancel',
  underOneSecond: 'under 1 s',
  customCrs: 'Custom CRS',
  hits: (count: number) => (count === 1 ? 'a hit' : `${count} hits`),
  window: (col: number, row: number, width: number, height: number) =>
    `window ${col}, ${row} (${width} × ${height} px)`,
  opacity: (percent: number) => `Opacity: ${percent} %`,
} as const;
