/** Handlers for changes between two dates. */
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { ChangeExports } from './change-exports.ts';
import type { CollectionChanges } from './collection-changes.ts';
import type { SceneChanges } from './scene-changes.ts';

type Parts = {
  readonly sceneChanges: SceneChanges;
  readonly collectionChanges: CollectionChanges;
  readonly changeExports: ChangeExports;
  readonly grants: GrantTable;
};

export function changeHandlers({ sceneChanges, collectionChanges, changeExports, grants }: Parts) {
  return {
    'change.scenes': (request, task) => sceneChanges.run(request, task),
    'change.collection': (query, task) => collectionChanges.run(query, task),
    'change.export': ({ target, ...spec }, { signal }) =>
      target === null
        ? changeExports.makeForDownload(spec, signal)
        : changeExports.make(spec, { path: grants.pathOf(target, 'write'), replace: true }, signal),
  } satisfies Partial<Handlers>;
}
