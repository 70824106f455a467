/** Names of the commands: the first window needs no other text of this feature. */
export const commandStrings = {
  settings: 'Settings…',
  selfCheck: 'Self-check…',
  copyDiagnostics: 'Copy diagnostics',
} as const;
