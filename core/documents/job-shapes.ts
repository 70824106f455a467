/** Validators of jobs, as pages start them and as the job table stores them. */
import { CAPTION_METHODS } from './dataset.ts';
import type {
  CollectionId,
  DatasetId,
  EvaluationId,
  GrantId,
  JobId,
  ModelId,
  RunId,
  SceneId,
} from './ids.ts';
import type { JobSpec } from './job.ts';
import { ACTIVATIONS, PRECISIONS } from './model.ts';
import { GRID_KINDS } from './search.ts';
import {
  absentAs,
  id as anId,
  array,
  integer,
  literal,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  string,
} from './shape.ts';

const model = anId<ModelId>();
const activation = nullable(literal(...ACTIVATIONS));

const gridSpec = object({
  kind: literal(...GRID_KINDS),
  // Sizes of a plan: they are fitted to the scene, which may be smaller than the smallest size a user can enter.
  sizesPx: array(integer(1, 16_384), 8),
  strideShare: number(0.05, 1),
});

const downloadSource = oneOf({
  known: object({ kind: literal('known'), model: string(64) }),
  url: object({ kind: literal('url'), url: string(2000) }),
});

export const captionMethod = literal(...CAPTION_METHODS);

/** Jobs of earlier versions have pixels alone. */
export const collectionSizes = {
  sizesPx: nullable(array(integer(16, 16_384), 8)),
  sizesMetres: absentAs(null, nullable(array(number(0.01, 1e6), 8))),
};

export const jobSpec: Shape<JobSpec> = oneOf({
  index: object({ kind: literal('index'), scene: anId<SceneId>(), model, grid: gridSpec }),
  'index-collection': object({
    kind: literal('index-collection'),
    collection: anId<CollectionId>(),
    model,
    ...collectionSizes,
  }),
  'copy-index': object({
    kind: literal('copy-index'),
    direction: literal('publish', 'pull'),
    scene: anId<SceneId>(),
    model,
  }),
  'index-patches': object({ kind: literal('index-patches'), scene: anId<SceneId>(), model }),
  caption: object({ kind: literal('caption'), dataset: anId<DatasetId>(), method: captionMethod }),
  train: object({ kind: literal('train'), run: anId<RunId>() }),
  evaluate: object({ kind: literal('evaluate'), evaluation: anId<EvaluationId>() }),
  'import-model': object({
    kind: literal('import-model'),
    grant: anId<GrantId>(),
    name: string(64),
    activation,
    knownAs: absentAs(null, nullable(string(64))),
  }),
  'convert-scene': object({
    kind: literal('convert-scene'),
    source: anId<GrantId>(),
    target: nullable(anId<GrantId>()),
    name: string(1024),
  }),
  'model-precision': object({
    kind: literal('model-precision'),
    model,
    precision: literal(...PRECISIONS),
  }),
  'calibrate-model': object({
    kind: literal('calibrate-model'),
    model,
    falseAlarmRate: nullable(number(0.001, 0.5)),
  }),
  'download-model': object({
    kind: literal('download-model'),
    source: downloadSource,
    name: string(64),
    activation,
  }),
});

const amount = number(0);

/** An entry of `jobs.json`. */
export const storedJob = object({
  id: anId<JobId>(),
  spec: jobSpec,
  title: string(),
  startedAt: string(64),
  state: literal('waiting', 'running', 'done', 'stopped', 'cancelled', 'failed', 'interrupted'),
  phase: string(),
  done: amount,
  total: amount,
  // Tables of earlier versions have no unit.
  unit: absentAs(null, nullable(literal('bytes'))),
  elapsedSeconds: amount,
  error: nullable(string(100_000)),
});
