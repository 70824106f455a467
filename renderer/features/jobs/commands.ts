import { CircleStop } from 'lucide-react';
import type { Command } from '../../commands/command.ts';
import { cancelRunningJob, runningJob } from './job-actions.ts';
import { strings } from './strings.ts';

export const jobCommands: readonly Command[] = [
  {
    id: 'jobs.cancel',
    label: strings.cancelRunning,
    keys: ['Escape'],
    yieldsToText: true,
    icon: CircleStop,
    menu: { id: 'layer', group: 0 },
    isEnabled: (app) => app.view.getState().tool === 'pan' && runningJob(app) !== null,
    run: cancelRunningJob,
  },
];
