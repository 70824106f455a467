/** Table of job kinds: one line each. */
import type { Announce } from '../../../core/documents/app.ts';
import type { Storage } from '../../../core/host.ts';
import { captionJob } from '../datasets/caption-job.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import { downloadJob } from '../download/download-job.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import { importJob } from '../models/import-job.ts';
import { precisionJob } from '../models/precision-job.ts';
import { trainJob } from '../runs/train-job.ts';
import { indexJob } from '../search/index-job.ts';
import type { Services } from './create-services.ts';

/** `uploads`: folder for files uploaded by a browser. */
export function jobKinds(
  { scenes, models, indexes, captions, runs, downloads }: Services,
  grants: GrantTable,
  announce: Announce,
  storage: Storage,
  uploads: string,
): JobKinds {
  return {
    index: indexJob(scenes, indexes, announce),
    caption: captionJob(captions, announce),
    'import-model': importJob({ models, grants, storage, uploads, announce }),
    'model-precision': precisionJob(models, announce),
    'download-model': downloadJob(downloads, announce),
    train: trainJob(runs, announce),
  };
}
