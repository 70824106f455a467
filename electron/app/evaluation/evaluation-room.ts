/** What the tasks of an evaluation work with, and what they give. */

import type { TaskReport } from '../../../core/documents/evaluation-report.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { Host } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import type { ModelService } from '../models/model-service.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from '../search/index-service.ts';
import type { QueryService } from '../search/query-service.ts';
import { EmbeddingCache } from './embedding-cache.ts';

export type EvaluationRoom = {
  readonly host: Host;
  /** Folder of the evaluations and of the stored embeddings. */
  readonly folder: string;
  /** Folder of files for download by a browser. */
  readonly exports: string;
  readonly models: ModelService;
  readonly pictures: PictureService;
  readonly scenes: SceneService;
  readonly indexes: IndexService;
  readonly queries: QueryService;
};

/** Where the data are, and which pictures a list there may name. */
export type DataPlace = { readonly path: string; readonly pictures: 'anywhere' | 'beside' };

/** What the data hold for a task, before anything runs. */
export type CheckedData = {
  readonly form: string;
  readonly split: string | null;
  readonly splits: readonly string[];
  readonly root: string;
  /** Pictures or scenes: names relative to `root`, and where they are. */
  readonly names: readonly string[];
  readonly paths: readonly string[];
  /** Captions, classes or queries. */
  readonly texts: number;
  readonly errors: readonly string[];
  readonly notes: readonly string[];
};

export type TaskRun = {
  readonly report: TaskReport;
  /** Of the data. */
  readonly sha256: string;
  readonly seconds: { readonly encoding: number; readonly scoring: number };
  readonly notes: readonly string[];
};

/** A task over data that were opened and checked. */
export type PreparedTask = {
  readonly data: CheckedData;
  readonly run: (room: EvaluationRoom, model: ModelId, task: Task) => Promise<TaskRun>;
};

/** Calls `use` with the model's stored embeddings, which stay open for writing meanwhile. */
export async function withEmbeddings<T>(
  { host, folder, models }: EvaluationRoom,
  model: ModelId,
  use: (cache: EmbeddingCache) => Promise<T>,
): Promise<T> {
  await using cache = await EmbeddingCache.open(host.storage, folder, await models.identity(model));
  return await use(cache);
}

/** Seconds of work, by kind. */
export class Stopwatch {
  readonly #startedMs = performance.now();

  get seconds(): number {
    return (performance.now() - this.#startedMs) / 1000;
  }
}
