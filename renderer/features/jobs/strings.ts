const keeps = (title: string): string => `${title}: the work done so far is kept.`;
const startsAnew = (title: string): string => `${title}: next time it starts from the beginning.`;

export const strings = {
  jobs: 'Jobs',
  none: 'No jobs',
  noneText:
    'Indexing, downloads, imports and training run here as jobs. They continue while you work and after the window is closed.',
  cancel: 'Cancel',
  cancelRunning: 'Cancel the running job',
  resume: 'Resume',
  dismiss: 'Remove from list',
  states: {
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done',
    stopped: 'Stopped and saved',
    cancelled: 'Cancelled',
    failed: 'Failed',
    interrupted: 'Interrupted',
  },
  progress: (done: string, total: string) => `${done} of ${total}`,
  left: (time: string) => `${time} left`,
  elapsed: (time: string) => `${time} so far`,
  took: (time: string) => `took ${time}`,
  progressOf: (title: string) => `Progress: ${title}`,
  cancelled: 'Job cancelled',
  cancelledText: {
    index: keeps,
    'index-patches': keeps,
    caption: keeps,
    'download-model': keeps,
    train: (title: string) => `${title}: it can be resumed from its last checkpoint.`,
    evaluate: keeps,
    'import-model': startsAnew,
    'model-precision': startsAnew,
    'calibrate-model': startsAnew,
  },
} as const;
