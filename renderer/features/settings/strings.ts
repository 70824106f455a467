export const strings = {
  selfCheck: 'Self-check…',
  selfCheckTitle: 'What works on this machine',
  checking: 'Looking at this machine…',
  again: 'Look again',
  withPaths: 'With the names of folders',
  withPathsHint:
    'Otherwise the copied text has names of files only. It stays on this computer until you paste it somewhere.',
  copyDiagnostics: 'Copy diagnostics',
  copied: 'Diagnostics copied',
  copiedText:
    'They are on the clipboard: versions, devices, the active scene, the model, faults and failed jobs.',
} as const;
