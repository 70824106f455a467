/** Handlers for changes between two dates. */
import type {
  ChangeScene,
  CollectionChange,
  Pictured,
  PicturedScene,
  SceneChange,
} from '../../../core/documents/change.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { ChangeExports } from './change-exports.ts';
import type { CollectionChanges } from './collection-changes.ts';
import type { SceneChanges } from './scene-changes.ts';

type Parts = {
  readonly sceneChanges: SceneChanges;
  readonly collectionChanges: CollectionChanges;
  readonly changeExports: ChangeExports;
  readonly scenes: SceneService;
  readonly grants: GrantTable;
};

export function changeHandlers({ sceneChanges, collectionChanges, changeExports, scenes, grants }: Parts) {
  return {
    'change.scenes': async (request, task) => pictured(scenes, await sceneChanges.run(request, task)),
    'change.collection': async (query, task) => pictured(scenes, await collectionChanges.run(query, task)),
    'change.export': ({ target, ...spec }, { signal }) =>
      target === null
        ? changeExports.makeForDownload(spec, signal)
        : changeExports.make(spec, { path: grants.pathOf(target, 'write'), replace: true }, signal),
  } satisfies Partial<Handlers>;
}

function pictured<C extends SceneChange | CollectionChange>(scenes: SceneService, change: C): Pictured<C> {
  const withPictures = (scene: ChangeScene): PicturedScene => {
    const { content, defaultStyle } = scenes.recordOf(scene.id).detail;
    return { ...scene, content, style: defaultStyle };
  };
  const pairs = change.pairs.map((pair) => ({
    ...pair,
    before: withPictures(pair.before),
    after: withPictures(pair.after),
  }));
  return { ...change, pairs };
}
