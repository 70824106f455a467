import { commandStrings } from './command-strings.ts';

export const strings = {
  ...commandStrings,
  settingsTitle: 'Settings',
  appearance: 'Appearance',
  theme: 'Theme',
  themes: { light: 'Light', dark: 'Dark', system: 'As the system' },
  language: 'Language',
  languageHint:
    'Changing it loads the window again. The models read English best, in any language of the window.',
  jobs: 'Jobs',
  keepsAwake: 'Keep the computer awake while a job runs',
  notifies: 'Say when a long job has ended and the window is in the background',
  desktopOnly: 'These two apply to the desktop application.',
  network: 'Network',
  mirror: 'Mirror for downloads',
  proxy: 'Proxy',
  save: 'Save',
  savedText: 'Used from the next download on.',
  disk: 'Disk',
  free: (bytes: string) => `${bytes} free on this disk`,
  limit: (bytes: string) => `; beyond ${bytes} the oldest are deleted`,
  clear: (part: string) => `Clear ${part}`,
  parts: {
    models: 'Models',
    indexes: 'Indexes',
    runs: 'Training runs',
    datasets: 'Data sets',
    downloads: 'Unfinished downloads',
    uploads: 'Uploaded files',
    previews: 'Previews of large scenes',
    exports: 'Exports for a browser',
  },
  selfCheckTitle: 'What works on this machine',
  checking: 'Looking at this machine…',
  again: 'Look again',
  withPaths: 'With the names of folders',
  withPathsHint:
    'Otherwise the copied text has names of files only. It stays on this computer until you paste it somewhere.',
  copied: 'Diagnostics copied',
  copiedText:
    'They are on the clipboard: versions, devices, the active scene, the model, faults and failed jobs.',
} as const;
