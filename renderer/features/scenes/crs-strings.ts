export const crsStrings = {
  field: 'CRS of the file',
  text: 'The file states no coordinate reference system. Give it the one that its coordinates are in; it is remembered for this scene, and the file is not changed.',
  chosen: 'This coordinate reference system was chosen here; the file states none.',
  placeholder: 'EPSG:32651, WKT or PROJ text',
  set: 'Set CRS',
  remove: 'Remove CRS',
};
