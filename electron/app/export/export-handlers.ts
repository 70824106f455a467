/** Handlers for exports. */
import type { QueryId } from '../../../core/documents/ids.ts';
import { resultLayerOf } from '../../../core/documents/result-layers.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { ProjectStore } from '../project/project-store.ts';
import type { QueryService } from '../search/query-service.ts';
import type { ExportContext } from './export-request.ts';
import type { ExportService } from './export-service.ts';

type Parts = {
  readonly exports: ExportService;
  readonly queries: QueryService;
  readonly project: ProjectStore;
  readonly grants: GrantTable;
};

export function exportHandlers({ exports, queries, project, grants }: Parts) {
  const contextOf = (query: QueryId): ExportContext => {
    const { similarity, results, reviews, layers } = project.document;
    const { result } = queries.ran(query);
    const { scene } = result;
    const layer = layers.find((each) => each.scene === scene);
    const { style } = resultLayerOf(results, result) ?? { style: similarity };
    const [rendering, gamma] = layer === undefined ? [null, 1] : [layer.style, layer.gamma];
    return { style, reviews, rendering, gamma };
  };
  return {
    'datasets.export': ({ dataset, target }, { signal }) =>
      exports.makeDataset(dataset, target === null ? null : grants.pathOf(target, 'write'), signal),
    'export.plan': ({ query, spec }, { signal }) => exports.plan(query, spec, contextOf(query), signal),
    'export.make': ({ query, spec, target }, { signal }) => {
      const context = contextOf(query);
      if (target === null) return exports.makeForDownload(query, spec, context, signal);
      // The dialog in which the path was chosen has asked about a file of this name.
      return exports.make(
        query,
        spec,
        context,
        { path: grants.pathOf(target, 'write'), replace: true },
        signal,
      );
    },
  } satisfies Partial<Handlers>;
}
