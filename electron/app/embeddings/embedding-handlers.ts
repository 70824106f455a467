/** Handlers for embeddings that travel. */
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { EmbeddingExports } from './embedding-exports.ts';
import type { EmbeddingSets } from './embedding-sets.ts';

type Parts = {
  readonly embeddingExports: EmbeddingExports;
  readonly embeddingSets: EmbeddingSets;
  readonly grants: GrantTable;
};

export function embeddingHandlers({ embeddingExports, embeddingSets, grants }: Parts) {
  return {
    'embeddings.export': ({ target, ...spec }, task) =>
      target === null
        ? embeddingExports.makeForDownload(spec, task)
        : embeddingExports.make(spec, { path: grants.pathOf(target, 'write'), replace: true }, task),
    'embeddings.import': ({ grant, name }, task) =>
      embeddingSets.import(grants.pathOf(grant, 'read'), name, task),
    'embeddings.list': () => embeddingSets.list(),
    'embeddings.remove': async ({ set }) => {
      await embeddingSets.store.remove(set);
      return null;
    },
    'embeddings.query': (query, { signal }) => embeddingSets.run(query, signal),
  } satisfies Partial<Handlers>;
}
