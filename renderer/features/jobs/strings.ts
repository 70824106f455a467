import { titles } from './titles.ts';

/** Of what is loaded on demand. */
export const strings = {
  ...titles,
  none: 'No jobs',
  noneText:
    'Indexing, downloads, imports and training run here as jobs. They continue while you work and after the window is closed.',
  cancel: 'Cancel',
  resume: 'Resume',
  dismiss: 'Remove from list',
  log: 'Log',
  logOf: (title: string) => `Log: ${title}`,
  noLog: 'This job has written nothing yet.',
  copyLog: 'Copy log',
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
} as const;
