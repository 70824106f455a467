/** Job that imports a checkpoint as a model. */
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Announce } from '../../../core/documents/app.ts';
import type { Storage } from '../../../core/host.ts';
import { IMPORTABLE_MODELS } from '../../../models/folder/importable-models.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { ModelService } from './model-service.ts';

type Parts = {
  readonly models: ModelService;
  readonly grants: GrantTable;
  readonly storage: Storage;
  /** Folder for files uploaded by a browser. */
  readonly uploads: string;
  readonly announce: Announce;
};

export function importJob({ models, grants, storage, uploads, announce }: Parts): JobKinds['import-model'] {
  return {
    title: ({ name }) => `Import model ${name}`,
    canResume: false,
    lane: 'compute',
    run: async ({ grant, name, activation, knownAs }, task) => {
      const path = grants.pathOf(grant, 'read');
      const known = IMPORTABLE_MODELS.find(({ id }) => id === knownAs) ?? null;
      await models.imports.importFile(path, name, task, {
        activation: activation ?? (known === null ? null : known.activation),
        promptPrefix: known === null ? null : known.promptPrefix,
      });
      // An upload from a browser is no longer needed; a file of the user stays.
      if (await isUpload(path, uploads)) await storage.remove(dirname(path));
      announce('models');
      return 'done';
    },
  };
}

/** Each upload has a folder of its own. Grants hold real paths. */
async function isUpload(path: string, uploads: string): Promise<boolean> {
  return existsSync(uploads) && dirname(dirname(path)) === (await realpath(uploads));
}
