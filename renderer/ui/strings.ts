export const strings = {
  close: 'Close',
  cancel: 'Cancel',
  moreActions: 'More actions',
} as const;
