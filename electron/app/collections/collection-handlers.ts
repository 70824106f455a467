/** Handlers for collections. The page names files by grants and scenes by keys, never by paths. */
import { dateInName } from '../../../core/collection/name-date.ts';
import type { Announce } from '../../../core/documents/app.ts';
import type { CollectionId, GrantId } from '../../../core/documents/ids.ts';
import type { ProjectDocument } from '../../../core/documents/project.ts';
import { Busy } from '../../../core/errors.ts';
import type { Host } from '../../../core/host.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { areaIn } from './area-file.ts';
import type { CollectionAnswers } from './collection-answers.ts';
import { keyOf, pathOfKey, rowsOf, withoutPath } from './collection-rows.ts';
import type { CollectionService } from './collection-service.ts';

type Parts = {
  readonly host: Host;
  readonly collections: CollectionService;
  readonly collectionAnswers: CollectionAnswers;
  readonly scenes: SceneService;
  readonly jobs: JobTable;
  readonly grants: GrantTable;
  readonly announce: Announce;
  readonly project: { readonly document: Pick<ProjectDocument, 'reviews'> };
};

export function collectionHandlers({
  host,
  collections,
  collectionAnswers,
  scenes,
  jobs,
  grants,
  announce,
  project,
}: Parts) {
  const { store } = collections;
  const pathsOf = (granted: readonly GrantId[]) => granted.map((grant) => grants.pathOf(grant, 'read'));
  const changed = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      announce('collections');
    }
  };
  const isIndexed = (id: CollectionId): boolean =>
    jobs.isAtWork((spec) => spec.kind === 'index-collection' && spec.collection === id);
  return {
    'collections.list': () => store.list(),
    'collections.create': async ({ name, grants: granted }) =>
      changed(collections.create(name, pathsOf(granted))),
    'collections.add': async ({ collection, grants: granted }) =>
      changed(collections.add(collection, pathsOf(granted))),
    'collections.scan': ({ collection }, task) => changed(collections.scan(collection, task)),
    'collections.scenes': async ({ collection }) =>
      rowsOf(await store.scenes(collection), (await store.meta(collection)).sources),
    'collections.states': async ({ collection, model }) => ({
      indexed: (await collections.indexedPaths(collection, model)).map(keyOf),
      failures: (await store.failures(collection)).map(({ path, reason }) => ({
        key: keyOf(path),
        reason: withoutPath(reason, path),
      })),
    }),
    'collections.tryDates': async ({ collection, pattern }) =>
      (await store.scenes(collection)).map(({ path, name }) => ({
        key: keyOf(path),
        date: dateInName(name, pattern),
      })),
    'collections.setDates': async ({ collection, pattern }) => {
      // Throws for a pattern that cannot be used.
      if (pattern !== null) dateInName('', pattern);
      await changed(collections.setDatePattern(collection, pattern));
      return null;
    },
    'collections.area': ({ grant }, { signal }) => areaIn(host, grants.pathOf(grant, 'read'), signal),
    'collections.plan': ({ collection, model, ...sizes }) => collections.plan(collection, model, sizes),
    'collections.query': ({ isRecorded: _isRecorded, ...query }, { signal }) =>
      collectionAnswers.ask(query, () => project.document.reviews, signal),
    'collections.export': ({ answer, format, target }, { signal }) =>
      collectionAnswers.export(
        answer,
        format,
        target === null ? null : grants.pathOf(target, 'write'),
        signal,
      ),
    'collections.openScene': async ({ collection, scene }, task) => {
      const id = await scenes.openPath(pathOfKey(await store.scenes(collection), scene), task);
      announce('scenes');
      return scenes.detail(id);
    },
    'collections.remove': async ({ collection }) => {
      if (isIndexed(collection))
        throw new Busy('the collection is being indexed: wait for that job or cancel it first');
      await changed(store.remove(collection));
      return null;
    },
  } satisfies Partial<Handlers>;
}
