/** Words of the system's own menus, dialogs and messages. */
import type { Translated } from '../../../core/documents/language.ts';

export const english = {
  file: 'File',
  openScene: 'Open Scene…',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  resetZoom: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  reload: 'Reload Page',
  developerTools: 'Developer Tools',
  window: 'Window',
  minimize: 'Minimize',
  close: 'Close Window',
  allFiles: 'All files',
  otherRasters: 'Other rasters, opened as converted copies',
  checkpoint: 'Model checkpoint',
  pairs: 'Caption pairs and pictures',
  lists: 'Lists of pictures, captions or places',
  polygons: 'Polygons',
  project: 'Longsight project',
  jobEnded: {
    done: (job: string) => `${job} is done`,
    stopped: (job: string) => `${job} was stopped and saved`,
    failed: (job: string) => `${job} has failed`,
  },
  mustClose: 'Longsight must close',
  cannotStart: 'Longsight cannot start',
  cannotOpen: 'The file cannot be opened',
} as const;

export type MainStrings = Translated<typeof english>;
