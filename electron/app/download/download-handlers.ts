/** Handlers for downloads, and for what unfinished downloads and imports left behind. */
import type { Announce } from '../../../core/documents/app.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { ModelService } from '../models/model-service.ts';
import type { DownloadService } from './download-service.ts';

type Parts = {
  readonly downloads: DownloadService;
  readonly models: ModelService;
  readonly announce: Announce;
};

export function downloadHandlers({ downloads, models, announce }: Parts) {
  return {
    'models.known': () => downloads.known(),
    'models.leftovers': async () => [...(await downloads.leftovers()), ...(await models.damaged())],
    'models.discard': async ({ kind, name }) => {
      await (kind === 'download' ? downloads.discard(name) : models.remove(name));
      announce('models');
      return null;
    },
    'models.downloadSettings': () => downloads.settings.get(),
    'models.setDownloadSettings': async (settings) => {
      await downloads.settings.set(settings);
      announce('models');
      return downloads.settings.get();
    },
  } satisfies Partial<Handlers>;
}
