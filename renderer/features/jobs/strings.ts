const keeps = (title: string): string => `${title}: what was done so far is kept.`;
const startsAnew = (title: string): string => `${title}: it starts from the beginning next time.`;

export const strings = {
  jobs: 'Jobs',
  none: 'No jobs',
  noneText:
    'Indexing a scene, downloading and importing a model run here. They go on while you work, and when the window is closed.',
  cancel: 'Cancel',
  cancelRunning: 'Cancel the running job',
  resume: 'Resume',
  dismiss: 'Remove from the list',
  states: {
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done',
    stopped: 'Stopped, all saved',
    cancelled: 'Cancelled',
    failed: 'Failed',
    interrupted: 'Interrupted',
  },
  progress: (done: string, total: string) => `${done} of ${total}`,
  left: (time: string) => `${time} left`,
  elapsed: (time: string) => `${time} so far`,
  took: (time: string) => `took ${time}`,
  progressOf: (title: string) => `Progress: ${title}`,
  running: (count: number) => (count === 1 ? '1 job' : `${count} jobs`),
  cancelled: 'Job cancelled',
  cancelledText: {
    index: keeps,
    caption: keeps,
    'download-model': keeps,
    train: (title: string) => `${title}: it can go on from its last checkpoint.`,
    'import-model': startsAnew,
    'model-precision': startsAnew,
  },
} as const;
