import { CircleStop } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { cancelOnSecondPress, cancelRunningJob, runningJob } from './job-actions.ts';
import { titles } from './titles.ts';

export const jobCommands: readonly Command[] = [
  {
    id: 'jobs.cancel',
    label: titles.cancelRunning,
    keys: ['Escape'],
    yieldsToText: true,
    icon: CircleStop,
    menu: { id: 'layer', group: 0 },
    isEnabled: (app) => app.view.getState().tool === 'pan' && runningJob(app) !== null,
    run: cancelRunningJob,
    runByKeys: cancelOnSecondPress,
  },
];
