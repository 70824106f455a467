import type { NodeHost } from '../host/node-host.ts';
import type { ModelService } from './model-service.ts';
import type { QueryService } from './query-service.ts';
import type { SceneService } from './scene-service.ts';
import type { ExportProduct, ExportedFile, QueryId } from '../../../core/rpc/documents.ts';
export class ExportService {
  constructor(_host: NodeHost, _folder: string, _scenes: SceneService, _models: ModelService, _queries: QueryService) {}
  async make(_q: QueryId, _p: ExportProduct, _t: number | null, _path: string, _s: AbortSignal): Promise<ExportedFile> { throw new Error('wip'); }
  async makeForDownload(_q: QueryId, _p: ExportProduct, _t: number | null, _s: AbortSignal): Promise<ExportedFile> { throw new Error('wip'); }
  async read(_n: string): Promise<Uint8Array> { throw new Error('wip'); }
}
