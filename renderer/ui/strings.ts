export const strings = {
  close: 'Close',
  cancel: 'Cancel',
} as const;
