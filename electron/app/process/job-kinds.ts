/** What each kind of job does, over the services. */
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Storage } from '../../../core/host.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { Services } from './create-services.ts';
import type { RevisionCounter } from './revision-counter.ts';

/** `uploads` is the folder of what a browser sent. */
export function jobKinds(
  services: Services,
  grants: GrantTable,
  revisions: RevisionCounter,
  storage: Storage,
  uploads: string,
): JobKinds {
  return {
    index: {
      title: ({ scene, model }) => `Index ${services.scenes.nameOf(scene)} with ${model}`,
      canResume: true,
      lane: 'compute',
      run: async ({ scene, model, grid }, task) => {
        try {
          await services.indexes.build(scene, model, grid, task);
          return 'done';
        } finally {
          // What is indexed answers, whether or not the job came to its end.
          revisions.bump('scenes');
        }
      },
    },
    caption: {
      title: ({ method }) => `Write captions (${method})`,
      canResume: true,
      lane: 'captions',
      run: async ({ dataset, method }, task) => {
        await services.captions.run(dataset, method, task, () => revisions.bump('datasets'));
        return 'done';
      },
    },
    'import-model': {
      title: ({ name }) => `Import model ${name}`,
      canResume: false,
      lane: 'compute',
      run: async ({ grant, name, activation }, task) => {
        const path = grants.pathOf(grant, 'read');
        await services.models.importFile(path, name, task, { activation });
        // A browser's upload has served its purpose; a file of the user's own stays.
        if (await isUpload(path, uploads)) await storage.remove(dirname(path));
        revisions.bump('models');
        return 'done';
      },
    },
    train: {
      title: ({ run }) => `Train ${run}`,
      canResume: true,
      lane: 'training',
      run: async ({ run }, task) => {
        try {
          return await services.runs.run(run, task);
        } finally {
          revisions.bump('runs');
          revisions.bump('models');
        }
      },
    },
    'download-model': {
      title: ({ name }) => `Download model ${name}`,
      canResume: true,
      lane: 'network',
      run: async (request, task) => {
        try {
          await services.downloads.download(request, task);
          return 'done';
        } finally {
          revisions.bump('models');
        }
      },
    },
    'model-precision': {
      title: ({ model, precision }) => `Use ${model} in ${precision}`,
      canResume: false,
      lane: 'compute',
      run: async ({ model, precision }, task) => {
        await services.models.setPrecision(model, precision, task);
        revisions.bump('models');
        revisions.bump('scenes');
        return 'done';
      },
    },
  };
}

/** Uploads lie in a folder of their own each; grants are real paths. */
async function isUpload(path: string, uploads: string): Promise<boolean> {
  return existsSync(uploads) && dirname(dirname(path)) === (await realpath(uploads));
}
