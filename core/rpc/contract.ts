/**
 * Typed contract between page and core, identical over MessagePort and WebSocket. Tiles, maps, pictures and exported files go by URL: each
 * address is defined in `core/urls`.
 */

import {
  type AppDescription,
  type AppSettings,
  CLEARABLE_PARTS,
  DEVICE_NAMES,
  type DeviceReport,
  type Diagnosis,
  type DiskUse,
  type NewestRelease,
  type Revisions,
} from '../documents/app.ts';
import {
  CHANGE_FORMATS,
  CHANGE_PRODUCTS,
  type CollectionChange,
  type SceneChange,
} from '../documents/change.ts';
import {
  type CollectionAnswer,
  type CollectionPlan,
  type CollectionRow,
  type CollectionStates,
  type CollectionSummary,
  HIT_FILE_FORMATS,
  type ScanReport,
  type TriedDate,
} from '../documents/collection.ts';
import { collectionFilter } from '../documents/collection-shapes.ts';
import type { ConversionPlan } from '../documents/conversion.ts';
import {
  type AssistantSettings,
  type CaptionPreview,
  type DatasetDetail,
  type DatasetReport,
  type DatasetSummary,
  type ImportedPairs,
  PAIR_GROUPINGS,
  type PairId,
  TEXT_KINDS,
  WINDOW_ORIGINS,
} from '../documents/dataset.ts';
import type { EmbeddingResult, EmbeddingSet, ExportedEmbeddings } from '../documents/embeddings.ts';
import { type EvaluationCheck, type EvaluationSummary, REPORT_PRODUCTS } from '../documents/evaluation.ts';
import type { EvaluationComparison, EvaluationReport } from '../documents/evaluation-report.ts';
import { pageEvaluationRequest } from '../documents/evaluation-shapes.ts';
import { exportSpec } from '../documents/export-shapes.ts';
import type { ExportPlan } from '../documents/export-spec.ts';
import type {
  ChangeId,
  CollectionId,
  DatasetId,
  EmbeddingSetId,
  EvaluationId,
  GrantId,
  IndexId,
  JobId,
  ModelId,
  QueryId,
  RunId,
  SceneId,
} from '../documents/ids.ts';
import type { JobSummary } from '../documents/job.ts';
import { captionMethod, jobSpec } from '../documents/job-shapes.ts';
import { LANGUAGE_CHOICES } from '../documents/language.ts';
import type {
  CalibrationSummary,
  CheckpointSummary,
  DownloadSettings,
  KnownModelSummary,
  Leftover,
  ModelSummary,
  RefinedCalibration,
} from '../documents/model.ts';
import type { OpenedProject, ProjectState, RecentProject } from '../documents/project.ts';
import {
  bandRendering,
  queryArea,
  queryTerm,
  rasterWindow,
  transaction,
} from '../documents/project-shapes.ts';
import { HIT_JUDGEMENTS } from '../documents/reviews.ts';
import type { RunDetail, RunLog, RunPlan, RunSummary } from '../documents/run.ts';
import { runRequest } from '../documents/run-shapes.ts';
import type { BandRanges, LocatedScenes, SceneDetail } from '../documents/scene.ts';
import {
  type ComparedResults,
  DIFFERENCE_MEASURES,
  type DifferenceMap,
  type ExportedFile,
  type FirstLook,
  type IndexPlan,
  type IndexStatus,
  type PatchPlan,
  type PhraseMap,
  type PhraseShares,
  type QueryResult,
  type SharpenedQuery,
  type Suggestions,
  type TokenCount,
  type WindowRelevance,
} from '../documents/search.ts';
import { type Region, SELO_VERSIONS, type SeloAnswer, type SeloFigures } from '../documents/selo.ts';
import type { Shape } from '../documents/shape.ts';
import {
  absentAs,
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
  pair as point,
  string,
} from '../documents/shape.ts';
import { askedQuestion, type StoredAnswer } from '../documents/stored-answer.ts';
import type { TeamOverview, TeamQuestion, TeamReview, TeamStore } from '../documents/team.ts';
import type { WebHosts } from '../documents/web.ts';
import type { Progress, Task } from '../task.ts';

/** Protocol version: increased whenever the meaning of a message changes; both ends must have the same. */
export const PROTOCOL = 2;

export type Method<In, Out, P> = {
  readonly input: Shape<In>;
  /** For types only; never present at run time. */
  readonly types?: { readonly out: Out; readonly progress: P };
};

function method<In>(input: Shape<In>): { gives<Out, P = never>(): Method<In, Out, P> } {
  return { gives: () => ({ input }) };
}

const scene = anId<SceneId>();
const model = anId<ModelId>();
const job = anId<JobId>();
const query = anId<QueryId>();
const grant = anId<GrantId>();
const run = anId<RunId>();
const dataset = anId<DatasetId>();
const collection = anId<CollectionId>();
/** A scene within its collection. */
const sceneKey = string(64);
const datePattern = string(200);
const evaluation = anId<EvaluationId>();
const set = anId<EmbeddingSetId>();
const pair = anId<PairId>();
const caption = string(20_000);
const px = integer(0, 0x7fff_ffff);
const deviceName = literal(...DEVICE_NAMES);
const falseAlarmRate = number(0.001, 0.5);
const seloVersion = literal(...SELO_VERSIONS);
const region = array(point(number()), 2000);
const textSpan = object({ start: integer(0, 20_000), end: integer(0, 20_000) });
export const contract = {
  'app.info': method(nothing).gives<AppDescription>(),
  'app.disk': method(nothing).gives<DiskUse>(),
  /** Deletes what is made again when it is needed. */
  'app.clear': method(object({ part: literal(...CLEARABLE_PARTS) })).gives<DiskUse>(),
  'app.settings': method(nothing).gives<AppSettings>(),
  'app.setSettings': method(
    object({ keepsAwake: boolean, notifies: boolean, language: literal(...LANGUAGE_CHOICES) }),
  ).gives<AppSettings>(),
  /** What `longsight doctor` says, and a text to copy about it, the scene and the model; `withPaths` also names folders in the text. */
  'app.diagnose': method(
    object({ scene: nullable(scene), model: nullable(model), withPaths: boolean }),
  ).gives<Diagnosis>(),
  /** Asks the page of the releases, which nothing else does. */
  'app.newestRelease': method(nothing).gives<NewestRelease>(),
  /** Never returns: reports the revisions whenever one changes, until aborted. */
  'app.watch': method(nothing).gives<null, Revisions>(),
  /** Faults that do not stop the application: each damaged file that was left out or moved aside, with what to do. */
  'app.faults': method(nothing).gives<readonly string[]>(),
  /** Devices for the model loaded last. Starts measuring devices that were never tried. */
  'app.device': method(nothing).gives<DeviceReport>(),
  /** `device` null chooses by measurement. */
  'app.chooseDevice': method(object({ device: nullable(deviceName) })).gives<null>(),
  /** Forgets past device failures, so that the devices are tried again. */
  'app.retryDevices': method(nothing).gives<null>(),

  'scenes.open': method(object({ grant })).gives<SceneDetail, Progress>(),
  /** Opens a Cloud Optimized GeoTIFF on a server, and allows that server; only the parts that are shown or indexed are fetched. */
  'scenes.openAddress': method(object({ address: string(4000) })).gives<SceneDetail, Progress>(),
  /** What a converted copy of a file of another format would be; null for a TIFF. A job of kind `convert-scene` makes it. */
  'scenes.planConversion': method(object({ grant })).gives<ConversionPlan | null>(),
  /** Sets the new path of a scene that was moved, and of other missing scenes that moved along. Refused if the file is a different scene. */
  'scenes.locate': method(object({ scene, grant })).gives<LocatedScenes>(),
  /** Names the CRS (EPSG code, WKT, PROJ text) of a scene whose file states none; null takes it away. Indexes stay. */
  'scenes.setCrs': method(object({ scene, crs: nullable(string(20_000)) })).gives<SceneDetail>(),
  /** Those that were opened by themselves; not the many that only collections use. */
  'scenes.list': method(nothing).gives<readonly SceneDetail[]>(),
  /** Removes the scene with its layer and indexes. Fails, and removes nothing, while one of them is being written. */
  'scenes.forget': method(object({ scene })).gives<null>(),
  /** Changes what the model sees; existing indexes of the scene become outdated. */
  'scenes.setModelView': method(object({ scene, view: bandRendering })).gives<SceneDetail>(),
  /** One pair of ranges per band, from a sample of its values. */
  'scenes.bandRanges': method(object({ scene })).gives<readonly BandRanges[]>(),
  'scenes.identify': method(object({ scene, col: px, row: px })).gives<readonly (number | null)[]>(),

  /** `sizesPx` null: defaults for the scene's resolution and the model's training scales. `view` null: the scene's current model view. */
  'index.plan': method(
    object({
      scene,
      model,
      sizesPx: nullable(array(integer(16, 16_384), 8)),
      view: nullable(bandRendering),
    }),
  ).gives<IndexPlan>(),
  /** The patches of a whole scene. A job of kind `index-patches` encodes them. */
  'index.planPatches': method(object({ scene, model })).gives<PatchPlan>(),
  'index.removePatches': method(object({ scene })).gives<null>(),
  'index.list': method(object({ scene })).gives<readonly IndexStatus[]>(),
  /** One message for each index file that cannot be read: its name, what is wrong and what to do. */
  'index.unreadable': method(object({ scene })).gives<readonly string[]>(),
  /** Throws `Busy` while the index is being written. */
  'index.remove': method(object({ scene, index: anId<IndexId>() })).gives<null>(),

  'models.list': method(nothing).gives<readonly ModelSummary[]>(),
  'models.remove': method(object({ model })).gives<null>(),
  /** Takes the project's judged hits into the calibration; without them, again for the pictures alone. */
  'models.calibrateOnJudgements': method(object({ model })).gives<RefinedCalibration>(),
  'models.forgetJudgements': method(object({ model })).gives<CalibrationSummary>(),
  'models.setFalseAlarmRate': method(object({ model, falseAlarmRate })).gives<CalibrationSummary>(),
  /** Reads only the keys and shapes of the file. */
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
  /** What a job did and why it ended, oldest first: `TIME TEXT`. */
  'jobs.log': method(object({ job })).gives<readonly string[]>(),
  'jobs.start': method(object({ spec: jobSpec })).gives<JobId>(),
  'jobs.cancel': method(object({ job })).gives<null>(),
  'jobs.resume': method(object({ job })).gives<null>(),
  'jobs.dismiss': method(object({ job })).gives<null>(),

  /** Memory, time and disk space for each choice of parts, measured on this machine, and problems with the data. */
  'runs.plan': method(object({ spec: runRequest })).gives<RunPlan, Progress>(),
  /** Creates the folder of the run; a job of kind `train` starts it. */
  'runs.create': method(object({ spec: runRequest })).gives<RunId>(),
  'runs.list': method(nothing).gives<readonly RunSummary[]>(),
  'runs.detail': method(object({ run })).gives<RunDetail>(),
  /** Log entries from index `from` on (0 for all). */
  'runs.log': method(object({ run, from: integer(0, Number.MAX_SAFE_INTEGER) })).gives<RunLog>(),
  /** Stops after the current chunk and saves everything; a resumed run gives the same result as one without a stop. */
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
        object({ window: rasterWindow, short: caption, long: caption, source: literal(...WINDOW_ORIGINS) }),
        1000,
      ),
    }),
  ).gives<readonly PairId[]>(),
  /** `grants`: lists of caption pairs, and their pictures if these are in other folders. */
  'datasets.importFiles': method(object({ dataset, grants: array(grant) })).gives<ImportedPairs>(),
  /** `isTyping`: further edits of this pair belong to the same undo step. */
  'datasets.setTexts': method(
    object({
      dataset,
      pair,
      texts: object({ short: caption, long: caption, labels: caption }),
      isTyping: boolean,
    }),
  ).gives<null>(),
  'datasets.setGrouping': method(object({ dataset, grouping: literal(...PAIR_GROUPINGS) })).gives<null>(),
  'datasets.removePairs': method(object({ dataset, pairs: array(pair) })).gives<null>(),
  'datasets.undo': method(object({ dataset })).gives<null>(),
  'datasets.redo': method(object({ dataset })).gives<null>(),
  'datasets.report': method(
    object({
      dataset,
      texts: literal(...TEXT_KINDS),
      limit: integer(1, 100_000),
      share: number(0.001, 0.9),
      seed: integer(0, 0xffff_ffff),
    }),
  ).gives<DatasetReport>(),
  /** Writes a ZIP to the granted file or, with `target` null, to the data folder for download by URL. */
  'datasets.export': method(object({ dataset, target: nullable(grant) })).gives<ExportedFile>(),

  'collections.list': method(nothing).gives<readonly CollectionSummary[]>(),
  /** Of granted folders, rasters, lists of paths and STAC documents. The scenes are found by `collections.scan`. */
  'collections.create': method(
    object({ name: string(1000), grants: array(grant, 1000) }),
  ).gives<CollectionId>(),
  'collections.add': method(object({ collection, grants: array(grant, 1000) })).gives<CollectionSummary>(),
  /** Looks again: reads the headers of new and changed files. What was read before an abort is kept. */
  'collections.scan': method(object({ collection })).gives<ScanReport, Progress>(),
  'collections.scenes': method(object({ collection })).gives<readonly CollectionRow[]>(),
  'collections.states': method(object({ collection, model })).gives<CollectionStates>(),
  /** The days that a pattern over file names gives; nothing is stored. */
  'collections.tryDates': method(object({ collection, pattern: datePattern })).gives<readonly TriedDate[]>(),
  /** Used from the next scan on; null for no pattern. */
  'collections.setDates': method(object({ collection, pattern: nullable(datePattern) })).gives<null>(),
  /** What a job of kind `index-collection` would take. */
  'collections.plan': method(
    object({ collection, model, sizesPx: nullable(array(integer(16, 16_384), 8)) }),
  ).gives<CollectionPlan>(),
  /** One ranked list over all indexed scenes that the filter lets through. Takes sentences only. */
  'collections.query': method(
    object({
      ...{ collection, model, terms: array(queryTerm, 16), hits: integer(1, 1000) },
      ...{ perScene: nullable(integer(1, 1000)), merges: boolean, filter: collectionFilter },
    }),
  ).gives<CollectionAnswer>(),
  /** Writes the hits to the granted file or, with `target` null, to the data folder for download by URL. */
  'collections.export': method(
    object({ answer: query, format: literal(...HIT_FILE_FORMATS), target: nullable(grant) }),
  ).gives<ExportedFile>(),
  /** Opens a scene of the collection by itself. */
  'collections.openScene': method(object({ collection, scene: sceneKey })).gives<SceneDetail, Progress>(),
  /** Throws `Busy` while it is being indexed. Files and indexes stay. */
  'collections.remove': method(object({ collection })).gives<null>(),

  /** Null without a team store. Nothing is connected. */
  'team.store': method(nothing).gives<TeamStore | null>(),
  /** Keeps the address, which may not hold a password, if a store answers there. It is then asked as the collection `TEAM`. */
  'team.connect': method(object({ address: string(4000) })).gives<null>(),
  'team.forget': method(nothing).gives<null>(),
  'team.overview': method(nothing).gives<TeamOverview>(),
  /** The last questions of everybody, newest first. */
  'team.questions': method(nothing).gives<readonly TeamQuestion[]>(),
  /** Everybody's reviews of the hits of a question. */
  'team.reviews': method(object({ terms: array(queryTerm, 16) })).gives<readonly TeamReview[]>(),
  /** Writes the user's own review of a hit; without judgement and note there is none. */
  'team.review': method(
    object({
      ...{ scene: sceneKey, window: rasterWindow, terms: array(queryTerm, 16) },
      ...{ judgement: nullable(literal(...HIT_JUDGEMENTS)), note: string(2000) },
    }),
  ).gives<null>(),

  /** What the data has for the task, and what is missing. Nothing is stored. */
  'evaluations.check': method(object({ request: pageEvaluationRequest })).gives<EvaluationCheck, Progress>(),
  /** Stores the request; a job of kind `evaluate` runs it. */
  'evaluations.create': method(object({ request: pageEvaluationRequest })).gives<EvaluationId>(),
  'evaluations.list': method(nothing).gives<readonly EvaluationSummary[]>(),
  /** Throws `NotFound` until the evaluation is done. Pictures go by URL: `core/urls/evaluation-picture-url.ts`. */
  'evaluations.report': method(object({ evaluation })).gives<EvaluationReport>(),
  /** Throws `InvalidInput` for reports of different tasks. */
  'evaluations.compare': method(object({ a: evaluation, b: evaluation })).gives<EvaluationComparison>(),
  /** Writes to the granted file or, with `target` null, to the data folder for download by URL. */
  'evaluations.export': method(
    object({ evaluation, product: literal(...REPORT_PRODUCTS), target: nullable(grant) }),
  ).gives<ExportedFile>(),
  /** Throws `Busy` while it runs. */
  'evaluations.remove': method(object({ evaluation })).gives<null>(),

  /** Null while the caption assistant is off. */
  'assistant.settings': method(nothing).gives<AssistantSettings | null>(),
  /** `key` null keeps the key stored for this address; '' removes it. */
  'assistant.set': method(
    object({
      url: string(2000),
      model: string(200),
      key: nullable(string(2000)),
      timeoutSeconds: number(1, 3600),
    }),
  ).gives<null>(),
  'assistant.turnOff': method(nothing).gives<null>(),
  /** The user's consent after seeing `assistant.preview`; nothing is sent before it. */
  'assistant.agree': method(nothing).gives<null>(),
  /** Null if no pair needs the captions that the method writes. */
  'assistant.preview': method(object({ dataset, method: captionMethod })).gives<CaptionPreview | null>(),

  'query.count': method(object({ model, text: string(20_000) })).gives<TokenCount>(),
  /**
   * `sizesPx` selects the index if there are several; null selects the one with the most windows. `isRecorded`: whether it becomes one of
   * the project's questions.
   */
  'query.run': method(
    object({
      scene,
      model,
      terms: array(queryTerm, 16),
      area: nullable(queryArea),
      hits: integer(1, 1000),
      sizesPx: nullable(array(integer(16, 16_384), 8)),
      isRecorded: absentAs(true, boolean),
    }),
  ).gives<QueryResult>(),
  /** The answer of a question whose map is a layer beside others: as `query.run`, without an entry in the list of questions. */
  'query.layer': method(
    object({
      scene,
      model,
      terms: array(queryTerm, 16),
      area: nullable(queryArea),
    }),
  ).gives<QueryResult>(),
  /** Null until the scene has a complete index of the model. */
  'query.suggestions': method(object({ scene, model })).gives<Suggestions | null>(),
  /** The question as a command of `longsight`, ready to paste into a shell. */
  'query.command': method(object({ query })).gives<string>(),

  /** What each phrase adds to the score of a window; `spans` null takes the noun phrases of the sentence. */
  'query.phrases': method(
    object({
      query,
      window: rasterWindow,
      spans: nullable(array(textSpan, 32)),
    }),
  ).gives<PhraseShares>(),
  /** Where in the best windows a phrase is found, compared with the other phrases. Passes as for `query.sharpen`. */
  'query.phraseMap': method(object({ query, chosen: textSpan, spans: nullable(array(textSpan, 32)) })).gives<
    PhraseMap,
    Progress
  >(),
  /** Where in a window the model finds the sentence, or its phrase `chosen`, by gradients through the image tower. CLIP models only. */
  'query.relevance': method(
    object({ query, window: rasterWindow, chosen: nullable(textSpan) }),
  ).gives<WindowRelevance>(),
  /** The SeLo paper's map of a question. v1 encodes its windows once and keeps them as an index; v2 encodes some for each sentence. */
  'selo.map': method(object({ query, version: seloVersion })).gives<SeloAnswer, Progress>(),
  /** Metrics of a map that was made, for regions in pixels of the scene. */
  'selo.measure': method(
    object({ query, version: seloVersion, regions: array(region, 200) }),
  ).gives<SeloFigures>(),
  /** Regions of the question in the text of an annotation file of AIR-SLT. */
  'selo.regions': method(object({ query, annotations: string(8_000_000), file: string(1000) })).gives<
    readonly Region[]
  >(),
  /** For a scene without an index: coarse windows first, then finer ones around the best. Takes sentences only; gives no verdict. */
  'query.look': method(object({ scene, model, terms: array(queryTerm, 16) })).gives<FirstLook, Progress>(),
  /** Both models need an index of the scene. Not recorded in the project. */
  'query.compare': method(
    object({
      ...{ scene, a: model, b: model },
      ...{ terms: array(queryTerm, 16), area: nullable(queryArea), hits: integer(1, 1000) },
    }),
  ).gives<ComparedResults>(),
  /** Encodes the best windows of the query again, for their patches: a few dozen passes at most, none for windows that are cached. */
  'query.sharpen': method(object({ query })).gives<SharpenedQuery, Progress>(),
  /** The map of a - b on the finer of the two grids. */
  'query.difference': method(
    object({ a: query, b: query, measure: literal(...DIFFERENCE_MEASURES) }),
  ).gives<DifferenceMap>(),

  /** The change between two scenes that were asked the same: after - before, on the raster of the scene before. The map goes by URL. */
  'change.scenes': method(
    object({
      before: query,
      after: query,
      measure: literal(...DIFFERENCE_MEASURES),
      places: integer(1, 1000),
    }),
  ).gives<SceneChange>(),
  /** The same for all scenes of two times of a collection; both times null take its two days. */
  'change.collection': method(
    object({
      ...{ collection, model, terms: array(queryTerm, 16), measure: literal(...DIFFERENCE_MEASURES) },
      ...{ before: nullable(string(10)), after: nullable(string(10)), places: integer(1, 1000) },
    }),
  ).gives<CollectionChange, Progress>(),
  /** Places as a layer, or the difference of two scenes as a GeoTIFF (`cog`); `target` as for `export.make`. */
  'change.export': method(
    object({
      ...{
        change: anId<ChangeId>(),
        product: literal(...CHANGE_PRODUCTS),
        format: literal(...CHANGE_FORMATS),
      },
      target: nullable(grant),
    }),
  ).gives<ExportedFile>(),

  /** Writes the embeddings of complete indexes as GeoParquet with STAC documents; `target` as for `export.make`. */
  'embeddings.export': method(
    object({
      source: oneOf({
        scenes: object({ kind: literal('scenes'), scenes: array(scene) }),
        collection: object({ kind: literal('collection'), collection }),
      }),
      ...{ model, int8: boolean, target: nullable(grant) },
    }),
  ).gives<ExportedEmbeddings, Progress>(),
  /** A STAC item of the same name beside the file says how integers were quantized. */
  'embeddings.import': method(object({ grant, name: string(10_000) })).gives<EmbeddingSet, Progress>(),
  'embeddings.list': method(nothing).gives<readonly EmbeddingSet[]>(),
  'embeddings.remove': method(object({ set })).gives<null>(),
  /** By sentences only if the set has a `model`; by windows of the set in any case. */
  'embeddings.query': method(
    object({
      ...{ set, terms: array(queryTerm, 16), hits: integer(1, 1000) },
      like: array(integer(1, Number.MAX_SAFE_INTEGER), 64),
    }),
  ).gives<EmbeddingResult>(),

  'export.plan': method(object({ query, spec: exportSpec })).gives<ExportPlan>(),
  /** Writes to the granted file or, with the grant null, to the data folder for download by URL. */
  'export.make': method(object({ query, spec: exportSpec, target: nullable(grant) })).gives<ExportedFile>(),

  /** Servers that may be asked for scenes and backgrounds. */
  'web.hosts': method(nothing).gives<WebHosts>(),
  'web.allow': method(object({ host: string(300) })).gives<WebHosts>(),
  'web.forget': method(object({ host: string(300) })).gives<WebHosts>(),

  'project.get': method(nothing).gives<ProjectState>(),
  'project.apply': method(object({ transaction })).gives<ProjectState>(),
  'project.undo': method(nothing).gives<ProjectState>(),
  'project.redo': method(nothing).gives<ProjectState>(),
  /** Begins an empty project. */
  'project.begin': method(nothing).gives<ProjectState>(),
  /** Opens a project file in the place of the present project. */
  'project.open': method(object({ grant })).gives<OpenedProject, Progress>(),
  'project.recent': method(nothing).gives<readonly RecentProject[]>(),
  'project.openRecent': method(object({ id: string(64) })).gives<OpenedProject, Progress>(),
  /** Goes back to the project's file. */
  'project.revert': method(nothing).gives<OpenedProject, Progress>(),
  /** Writes to the project's own file. */
  'project.save': method(nothing).gives<ProjectState>(),
  /** Writes to the granted file, which becomes the project's own. */
  'project.saveAs': method(object({ target: grant })).gives<ProjectState>(),
  /** Writes to the data folder, for download by URL. */
  'project.download': method(nothing).gives<{ readonly state: ProjectState; readonly url: string }>(),
  /** After a crash: keeps the changes that were not saved. */
  'project.keepRecovered': method(nothing).gives<ProjectState>(),
  /** The last answer to the question, whichever model gave it; null if there is none. */
  'project.answer': method(object({ question: askedQuestion })).gives<StoredAnswer | null>(),
} as const;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type InputOf<M extends MethodName> =
  Contract[M] extends Method<infer In, unknown, unknown> ? In : never;
export type OutputOf<M extends MethodName> = NonNullable<Contract[M]['types']>['out'];
export type ProgressOf<M extends MethodName> = NonNullable<Contract[M]['types']>['progress'];

/** Implementation of the contract by the core. */
export type Handlers = {
  readonly [M in MethodName]: (input: InputOf<M>, task: Task<ProgressOf<M>>) => Promise<OutputOf<M>>;
};
