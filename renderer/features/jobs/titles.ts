/** Names that the window needs from the start. */
const keeps = (title: string): string => `${title}: the work done so far is kept.`;
const startsAnew = (title: string): string => `${title}: next time it starts from the beginning.`;

export const titles = {
  cancelRunning: 'Cancel the running job',
  pressAgain: (title: string) => `Press Esc again to cancel: ${title}`,
  cancelled: 'Job cancelled',
  cancelledText: {
    index: keeps,
    'index-collection': keeps,
    'copy-index': keeps,
    'index-patches': keeps,
    evaluate: keeps,
    caption: keeps,
    'download-model': keeps,
    train: (title: string) => `${title}: it can be resumed from its last checkpoint.`,
    'import-model': startsAnew,
    'convert-scene': startsAnew,
    'model-precision': startsAnew,
    'calibrate-model': startsAnew,
  },
  jobs: 'Jobs',
} as const;
