/** Handlers for exports. */
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { ProjectStore } from '../project/project-store.ts';
import type { ExportService } from './export-service.ts';

type Parts = {
  readonly exports: ExportService;
  readonly project: ProjectStore;
  readonly grants: GrantTable;
};

export function exportHandlers({ exports, project, grants }: Parts) {
  return {
    'datasets.export': ({ dataset, target }, { signal }) =>
      exports.makeDataset(dataset, target === null ? null : grants.pathOf(target, 'write'), signal),
    'export.make': ({ query, product, threshold, target }, { signal }) => {
      const { similarity, reviews } = project.document;
      const options = { threshold, style: similarity, reviews };
      return target === null
        ? exports.makeForDownload(query, product, options, signal)
        : exports.make(query, product, options, grants.pathOf(target, 'write'), signal);
    },
  } satisfies Partial<Handlers>;
}
