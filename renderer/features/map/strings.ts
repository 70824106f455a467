export const strings = {
  map: 'Map',
  mapHint: 'Map of the scene. Arrow keys pan, plus and minus zoom.',
  pan: 'Pan',
  leaveTool: 'Back to panning',
  identify: 'Identify pixel values',
  drawWindow: 'Draw an example window',
  collect: 'Draw windows for the data set',
  collectHint:
    'Drag a square over what you want to caption; hold Shift for a free rectangle. Press Esc to stop.',
  drawRegion: 'Draw regions',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomFull: 'Zoom full',
  zoomNative: 'Zoom to native resolution (100%)',
  showHits: 'Show hit outlines',
  showPairs: 'Show data set windows',
  tileFault: 'Part of the scene could not be drawn',
  identified: (col: number, row: number) => `Pixel ${col}, ${row}`,
  nodata: 'no data',
  closeIdentified: 'Close pixel values',
  drawHint: 'Drag a rectangle over an example of what you are looking for. Press Esc to cancel.',
  drawing: 'Reading the scene…',
  areaHint: 'Click the corners of the area; double-click the last one. Press Esc to cancel.',
  legendScene: 'stretched to this scene',
  legends: {
    cosine: {
      title: () => 'Similarity',
      ends: (value: string) => value,
      label: (min: string, max: string) => `Colours range from cosine ${min} to ${max}`,
    },
    standing: {
      title: (phrase: string) => `“${phrase}”`,
      ends: (value: string) => `${Number(value).toFixed(1)} SD`,
      label: (_: string, max: string, phrase: string) =>
        `Where “${phrase}” is found, up to ${max} standard deviations above average`,
    },
    level: {
      title: () => 'Probability (SeLo)',
      ends: (value: string) => (Number(value) / 255).toFixed(0),
      label: () => 'Colours range from probability 0 to 1',
    },
  },
  scaleBar: (length: string) => `Scale bar: ${length}`,
  welcome: 'Open a scene to begin',
  welcomeText:
    'Drop a GeoTIFF anywhere in this window, or choose one. Then describe what you are looking for in your own words, and Longsight shows where it is.',
  welcomeOpen: 'Add raster scene…',
  missing: (name: string) => `${name} not found`,
  missingText:
    'The file has been moved, deleted or changed since it was opened. Put it back, or choose Layer ▸ Locate file… to select its new location.',
} as const;
