/** Handlers for collected data sets and the caption assistant. */
import type { Announce } from '../../../core/documents/app.ts';
import { Busy } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { CaptionService } from './caption-service.ts';
import type { DatasetService } from './dataset-service.ts';

type Parts = {
  readonly datasets: DatasetService;
  readonly captions: CaptionService;
  readonly jobs: JobTable;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

export function datasetHandlers({ datasets, captions, jobs, grants, announce }: Parts) {
  const changed = async (change: Promise<void>): Promise<null> => {
    await change;
    announce('datasets');
    return null;
  };
  return {
    'datasets.list': () => datasets.list(),
    'datasets.create': async ({ name }) => {
      const id = await datasets.create(name);
      announce('datasets');
      return id;
    },
    'datasets.remove': async ({ dataset }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'caption' && spec.dataset === dataset))
        throw new Busy('captions are being written for this data set: cancel that job first');
      return changed(datasets.remove(dataset));
    },
    'datasets.detail': ({ dataset }) => datasets.detail(dataset),
    'datasets.addWindows': async ({ dataset, scene, windows }, { signal }) => {
      const ids = await datasets.addWindows(dataset, scene, windows, signal);
      announce('datasets');
      return ids;
    },
    'datasets.importFiles': async ({ dataset, grants: given }, { signal }) => {
      const paths = given.map((grant) => grants.pathOf(grant, 'read'));
      const imported = await datasets.importFiles(dataset, paths, signal);
      announce('datasets');
      return imported;
    },
    'datasets.setTexts': ({ dataset, pair, texts, isTyping }) =>
      changed(datasets.setTexts(dataset, pair, texts, isTyping)),
    'datasets.setGrouping': ({ dataset, grouping }) => changed(datasets.setGrouping(dataset, grouping)),
    'datasets.removePairs': ({ dataset, pairs }) => changed(datasets.removePairs(dataset, pairs)),
    'datasets.undo': ({ dataset }) => changed(datasets.undo(dataset)),
    'datasets.redo': ({ dataset }) => changed(datasets.redo(dataset)),
    'datasets.report': ({ dataset, ...settings }, { signal }) => datasets.report(dataset, settings, signal),
    'assistant.settings': () => captions.settings(),
    'assistant.set': ({ url, model, key, timeoutSeconds }) =>
      changed(captions.set(url, model, key, timeoutSeconds)),
    'assistant.turnOff': () => changed(captions.turnOff()),
    'assistant.agree': () => changed(captions.agree()),
    'assistant.preview': ({ dataset, method }) => captions.preview(dataset, method),
  } satisfies Partial<Handlers>;
}
