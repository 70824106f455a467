/** Table of job kinds: one line each. */
import type { Announce } from '../../../core/documents/app.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { JobSpec } from '../../../core/documents/job.ts';
import type { Storage } from '../../../core/host.ts';
import { collectionJob } from '../collections/collection-job.ts';
import { captionJob } from '../datasets/caption-job.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import { downloadJob } from '../download/download-job.ts';
import { evaluateJob } from '../evaluation/evaluate-job.ts';
import type { JobKind, JobKinds } from '../jobs/job-kind.ts';
import { calibrateJob, thenCalibrated } from '../models/calibrate-job.ts';
import { importJob } from '../models/import-job.ts';
import { precisionJob } from '../models/precision-job.ts';
import { trainJob } from '../runs/train-job.ts';
import { convertJob } from '../scenes/convert-job.ts';
import { indexJob } from '../search/index-job.ts';
import { patchJob } from '../search/patch-job.ts';
import { copyIndexJob } from './copy-index-job.ts';
import type { Services } from './create-services.ts';

type Parts = {
  readonly services: Services;
  readonly grants: GrantTable;
  readonly announce: Announce;
  readonly storage: Storage;
  /** Folder of the files that a browser sent. */
  readonly uploads: string;
  /** Makes a scene the top layer of the project. */
  readonly show: (scene: SceneId) => Promise<void>;
  /** Starts another job. */
  readonly start: (spec: JobSpec) => Promise<unknown>;
};

export function jobKinds({ services, grants, announce, storage, uploads, show, start }: Parts): JobKinds {
  const { scenes, models, indexes, collections, patchIndexes, captions, runs, downloads, evaluations } =
    services;
  const calibrated = <S extends JobSpec>(kind: JobKind<S>) => thenCalibrated(kind, models, start);
  return {
    index: indexJob(scenes, indexes, announce),
    'index-collection': collectionJob(collections, announce),
    'copy-index': copyIndexJob(scenes, services.team, announce),
    'index-patches': patchJob(scenes, patchIndexes, announce),
    'convert-scene': convertJob({ conversions: services.conversions, scenes, grants, announce, show }),
    caption: captionJob(captions, announce),
    'import-model': calibrated(importJob({ models, grants, storage, uploads, announce })),
    'model-precision': calibrated(precisionJob(models, announce)),
    'calibrate-model': calibrateJob(models, announce),
    'download-model': calibrated(downloadJob(downloads, announce)),
    train: calibrated(trainJob(runs, announce)),
    evaluate: evaluateJob(evaluations, announce),
  };
}
