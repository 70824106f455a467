/** Job that indexes the scenes of a collection. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { CollectionService } from './collection-service.ts';

export function collectionJob(
  collections: CollectionService,
  announce: Announce,
): JobKinds['index-collection'] {
  return {
    title: ({ collection, model }) =>
      `Index collection ${collections.store.nameOf(collection)} with ${model}`,
    canResume: true,
    lane: 'compute',
    run: async ({ collection, model, sizesPx, sizesMetres }, task) => {
      try {
        await collections.index(collection, model, { sizesPx, sizesMetres }, task);
        return 'done';
      } finally {
        // A scene that was open before may have an index now.
        announce('scenes');
        announce('collections');
      }
    },
  };
}
