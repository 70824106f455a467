/**
 * Typed contract between page and core, identical over MessagePort and WebSocket. Tiles, maps, pictures and exported files go by URL: each
 * address is defined in `core/urls`.
 */

import type { AppDescription, DeviceName, DeviceReport, Revisions } from '../documents/app.ts';
import type {
  AssistantSettings,
  CaptionPreview,
  DatasetDetail,
  DatasetReport,
  DatasetSummary,
  ImportedPairs,
  PairId,
} from '../documents/dataset.ts';
import type {
  DatasetId,
  GrantId,
  IndexId,
  JobId,
  ModelId,
  QueryId,
  RunId,
  SceneId,
} from '../documents/ids.ts';
import type { JobSpec, JobSummary } from '../documents/job.ts';
import type {
  CheckpointSummary,
  DownloadSettings,
  KnownModelSummary,
  Leftover,
  ModelSummary,
} from '../documents/model.ts';
import type { ProjectState } from '../documents/project.ts';
import { bandRendering, pixelWindow, queryTerm, transaction } from '../documents/project-shapes.ts';
import type { RunDetail, RunLog, RunPlan, RunSummary } from '../documents/run.ts';
import { runRequest } from '../documents/run-shapes.ts';
import type { BandRanges, SceneDetail } from '../documents/scene.ts';
import type {
  ComparedResults,
  DifferenceMap,
  ExportedFile,
  IndexPlan,
  IndexStatus,
  QueryResult,
  TokenCount,
} from '../documents/search.ts';
import type { Shape } from '../documents/shape.ts';
import {
  id as anId,
  array,
  boolean,
  integer,
  literal,
  nothing,
  nullable,
  number,
  object,
  oneOf,
  string,
} from '../documents/shape.ts';
import type { Progress } from '../task.ts';

/** Raised whenever a message's meaning changes; both ends must agree. */
export const PROTOCOL = 1;

export type Method<In, Out, Progress> = {
  readonly input: Shape<In>;
  /** Types only: never present at run time. */
  readonly types?: { readonly out: Out; readonly progress: Progress };
};

function method<In>(input: Shape<In>): { gives<Out, Progress = never>(): Method<In, Out, Progress> } {
  return { gives: () => ({ input }) };
}

const scene = anId<SceneId>();
const model = anId<ModelId>();
const job = anId<JobId>();
const query = anId<QueryId>();
const grant = anId<GrantId>();
const run = anId<RunId>();
const dataset = anId<DatasetId>();
const pair = anId<PairId>();
const caption = string(20_000);
const px = integer(0, 0x7fff_ffff);
const grid = object({
  kind: literal('sliding', 'selo'),
  // As planned: fitted to the scene, which may be smaller than the smallest size that can be asked for.
  sizesPx: array(integer(1, 16_384), 8),
  strideShare: number(0.05, 1),
});
const deviceName: Shape<DeviceName> = literal('cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml');
const activation = nullable(literal('quick_gelu', 'gelu'));
const downloadSource = oneOf({
  known: object({ kind: literal('known'), model: string(64) }),
  url: object({ kind: literal('url'), url: string(2000) }),
});
const captionMethod = literal('compress', 'expand', 'labels');
const jobSpec: Shape<JobSpec> = oneOf({
  index: object({ kind: literal('index'), scene, model, grid }),
  caption: object({ kind: literal('caption'), dataset: anId<DatasetId>(), method: captionMethod }),
  train: object({ kind: literal('train'), run }),
  'import-model': object({ kind: literal('import-model'), grant, name: string(64), activation }),
  'model-precision': object({
    kind: literal('model-precision'),
    model,
    precision: literal('fp32', 'fp16', 'int8'),
  }),
  'download-model': object({
    kind: literal('download-model'),
    source: downloadSource,
    name: string(64),
    activation,
  }),
});

export const contract = {
  'app.info': method(nothing).gives<AppDescription>(),
  /** Never answers: reports the revisions whenever one changes, until aborted. */
  'app.watch': method(nothing).gives<null, Revisions>(),
  /** Of the model that was loaded last. Devices that were never tried begin to be. */
  'app.device': method(nothing).gives<DeviceReport>(),
  /** null leaves the choice to the measurements. */
  'app.chooseDevice': method(object({ device: nullable(deviceName) })).gives<null>(),
  /** Forgets what went wrong with devices, so that they are tried again. */
  'app.retryDevices': method(nothing).gives<null>(),

  'scenes.open': method(object({ grant })).gives<SceneDetail>(),
  /** The file of a scene that was moved. Refused where it is another scene. */
  'scenes.locate': method(object({ scene, grant })).gives<SceneDetail>(),
  'scenes.list': method(nothing).gives<readonly SceneDetail[]>(),
  /** With its layer and its indexes. Fails while one is being made: nothing is removed then. */
  'scenes.forget': method(object({ scene })).gives<null>(),
  /** Changes what the model sees: existing indexes of the scene become stale. */
  'scenes.setModelView': method(object({ scene, view: bandRendering })).gives<SceneDetail>(),
  /** One pair a band, from a sample of its values. */
  'scenes.bandRanges': method(object({ scene })).gives<readonly BandRanges[]>(),
  'scenes.identify': method(object({ scene, col: px, row: px })).gives<readonly (number | null)[]>(),

  /** `sizesPx` null = defaults from the scene's resolution and the model's training scales; `view` null = the scene's present one. */
  'index.plan': method(
    object({
      scene,
      model,
      sizesPx: nullable(array(integer(16, 16_384), 8)),
      view: nullable(bandRendering),
    }),
  ).gives<IndexPlan>(),
  'index.list': method(object({ scene })).gives<readonly IndexStatus[]>(),
  /** Of each index file that cannot be read: which it is, what is wrong and what to do. */
  'index.unreadable': method(object({ scene })).gives<readonly string[]>(),
  /** Throws `Busy` for one that is being written. */
  'index.remove': method(object({ scene, index: anId<IndexId>() })).gives<null>(),

  'models.list': method(nothing).gives<readonly ModelSummary[]>(),
  'models.remove': method(object({ model })).gives<null>(),
  /** Reads keys and shapes only. */
  'models.inspect': method(object({ grant })).gives<CheckpointSummary>(),
  'models.known': method(nothing).gives<readonly KnownModelSummary[]>(),
  'models.leftovers': method(nothing).gives<readonly Leftover[]>(),
  'models.discard': method(
    object({ kind: literal('download', 'damaged'), name: anId<ModelId>() }),
  ).gives<null>(),
  'models.downloadSettings': method(nothing).gives<DownloadSettings>(),
  'models.setDownloadSettings': method(
    object({ mirror: nullable(string(2000)), proxy: nullable(string(2000)) }),
  ).gives<DownloadSettings>(),

  'jobs.list': method(nothing).gives<readonly JobSummary[]>(),
  'jobs.start': method(object({ spec: jobSpec })).gives<JobId>(),
  'jobs.cancel': method(object({ job })).gives<null>(),
  'jobs.resume': method(object({ job })).gives<null>(),
  'jobs.dismiss': method(object({ job })).gives<null>(),

  /** Memory, time and disk for each choice of parts, measured here; and what is wrong with the data. */
  'runs.plan': method(object({ spec: runRequest })).gives<RunPlan, Progress>(),
  /** Makes the run's folder; a job of kind `train` starts it. */
  'runs.create': method(object({ spec: runRequest })).gives<RunId>(),
  'runs.list': method(nothing).gives<readonly RunSummary[]>(),
  'runs.detail': method(object({ run })).gives<RunDetail>(),
  /** Entries from `from` on (0 at first). */
  'runs.log': method(object({ run, from: integer(0, Number.MAX_SAFE_INTEGER) })).gives<RunLog>(),
  /** Ends after the chunk in hand, everything saved: resumed, the run is as if it had never stopped. */
  'runs.stop': method(object({ run })).gives<null>(),
  'runs.remove': method(object({ run })).gives<null>(),

  'datasets.list': method(nothing).gives<readonly DatasetSummary[]>(),
  'datasets.create': method(object({ name: string(64) })).gives<DatasetId>(),
  'datasets.remove': method(object({ dataset })).gives<null>(),
  'datasets.detail': method(object({ dataset })).gives<DatasetDetail>(),
  /** Ids of the pairs, in the order of the windows. */
  'datasets.addWindows': method(
    object({
      dataset,
      scene,
      windows: array(
        object({ window: pixelWindow, short: caption, long: caption, source: literal('drawn', 'hit') }),
        1000,
      ),
    }),
  ).gives<readonly PairId[]>(),
  /** Lists of caption pairs and, where they do not lie beside them, their pictures. */
  'datasets.importFiles': method(object({ dataset, grants: array(grant) })).gives<ImportedPairs>(),
  /** `isTyping`: what follows for this pair belongs to the same step of the history. */
  'datasets.setTexts': method(
    object({
      dataset,
      pair,
      texts: object({ short: caption, long: caption, labels: caption }),
      isTyping: boolean,
    }),
  ).gives<null>(),
  'datasets.setGrouping': method(object({ dataset, grouping: literal('scene', 'place') })).gives<null>(),
  'datasets.removePairs': method(object({ dataset, pairs: array(pair) })).gives<null>(),
  'datasets.undo': method(object({ dataset })).gives<null>(),
  'datasets.redo': method(object({ dataset })).gives<null>(),
  'datasets.report': method(
    object({
      dataset,
      texts: literal('both', 'long', 'short'),
      limit: integer(1, 100_000),
      share: number(0.001, 0.9),
      seed: integer(0, 0xffff_ffff),
    }),
  ).gives<DatasetReport>(),
  /** One ZIP, into the granted file or (grant null) into the data folder for download by URL. */
  'datasets.export': method(object({ dataset, target: nullable(grant) })).gives<ExportedFile>(),

  /** Null while the caption assistant is off. */
  'assistant.settings': method(nothing).gives<AssistantSettings | null>(),
  /** `key` null keeps the one stored for this address, '' is none. */
  'assistant.set': method(
    object({
      url: string(2000),
      model: string(200),
      key: nullable(string(2000)),
      timeoutSeconds: number(1, 3600),
    }),
  ).gives<null>(),
  'assistant.turnOff': method(nothing).gives<null>(),
  /** After the user has seen `assistant.preview`: nothing is sent before. */
  'assistant.agree': method(nothing).gives<null>(),
  /** Null where no pair needs what the method writes. */
  'assistant.preview': method(object({ dataset, method: captionMethod })).gives<CaptionPreview | null>(),

  'query.count': method(object({ model, text: string(20_000) })).gives<TokenCount>(),
  /** `sizesPx` says which index answers where there are several; null: the one with the most windows. */
  'query.run': method(
    object({
      scene,
      model,
      terms: array(queryTerm, 16),
      hits: integer(1, 1000),
      sizesPx: nullable(array(integer(16, 16_384), 8)),
    }),
  ).gives<QueryResult>(),

  /** Both models need an index of the scene. Not recorded in the project. */
  'query.compare': method(
    object({ scene, a: model, b: model, terms: array(queryTerm, 16), hits: integer(1, 1000) }),
  ).gives<ComparedResults>(),
  /** a - b on the finer of the two grids. */
  'query.difference': method(
    object({ a: query, b: query, measure: literal('cosine', 'percentile') }),
  ).gives<DifferenceMap>(),

  /** Writes into the granted file, or (grant null) into the data folder for download by URL. */
  'export.make': method(
    object({
      query,
      product: literal('similarity-cog', 'probability-cog', 'hits-geojson', 'regions-geojson'),
      threshold: nullable(number(-1, 1)),
      target: nullable(grant),
    }),
  ).gives<ExportedFile>(),

  'project.get': method(nothing).gives<ProjectState>(),
  'project.apply': method(object({ transaction })).gives<ProjectState>(),
  'project.undo': method(nothing).gives<ProjectState>(),
  'project.redo': method(nothing).gives<ProjectState>(),
} as const;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type InputOf<M extends MethodName> =
  Contract[M] extends Method<infer In, unknown, unknown> ? In : never;
export type OutputOf<M extends MethodName> = NonNullable<Contract[M]['types']>['out'];
export type ProgressOf<M extends MethodName> = NonNullable<Contract[M]['types']>['progress'];

/** What a handler is given beside its input. */
export type CallContext<M extends MethodName> = {
  readonly signal: AbortSignal;
  readonly report: (progress: ProgressOf<M>) => void;
};

/** The core's side of the contract. */
export type Handlers = {
  readonly [M in MethodName]: (input: InputOf<M>, context: CallContext<M>) => Promise<OutputOf<M>>;
};
