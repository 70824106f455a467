/** Job that writes missing captions of a data set. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { CaptionService } from './caption-service.ts';

export function captionJob(captions: CaptionService, announce: Announce): JobKinds['caption'] {
  return {
    title: ({ method }) => `Write captions (${method})`,
    canResume: true,
    lane: 'captions',
    run: async ({ dataset, method }, task) => {
      await captions.run(dataset, method, task, () => announce('datasets'));
      return 'done';
    },
  };
}
