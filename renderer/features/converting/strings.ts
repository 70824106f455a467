export const strings = {
  opening: (name: string) => `Open scene ${name}`,
  title: (name: string) => `Convert ${name}?`,
  text: (format: string) =>
    `The file is a raster of the format ${format}, which Longsight does not read. It can write a copy as a GeoTIFF (COG) with the same values, and open that. The file itself stays as it is.`,
  size: 'Size',
  sizeValue: (width: string, height: string, bands: string) => `${width} × ${height}\u00a0px, ${bands} bands`,
  room: 'Disk space',
  roomValue: (bytes: string) => `at most about ${bytes}`,
  roomFree: (bytes: string, free: string) => `at most about ${bytes}, of ${free} free`,
  skip: 'Do not open it',
  convert: 'Convert…',
  convertHere: 'Convert',
} as const;
