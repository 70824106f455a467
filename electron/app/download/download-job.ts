/** Job that downloads published weights and imports them. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { DownloadService } from './download-service.ts';

export function downloadJob(downloads: DownloadService, announce: Announce): JobKinds['download-model'] {
  return {
    title: ({ name }) => `Download model ${name}`,
    canResume: true,
    lane: 'network',
    run: async (request, task) => {
      try {
        await downloads.download(request, task);
        return 'done';
      } finally {
        announce('models');
      }
    },
  };
}
