/** Questions to a scene, and what comes of them. */
import {
  CHANGE_FORMATS,
  CHANGE_PRODUCTS,
  type CollectionChange,
  type Pictured,
  type SceneChange,
} from '../../documents/change.ts';
import { changeArea } from '../../documents/collection-shapes.ts';
import { exportSpec } from '../../documents/export-shapes.ts';
import type { ExportPlan } from '../../documents/export-spec.ts';
import type { ChangeId } from '../../documents/ids.ts';
import { queryArea, queryTerm, rasterWindow } from '../../documents/project-shapes.ts';
import {
  type ComparedResults,
  DIFFERENCE_MEASURES,
  type DifferenceMap,
  type ExportedFile,
  type FirstLook,
  type PhraseMap,
  type PhraseShares,
  type QueryResult,
  type SharpenedQuery,
  type Suggestions,
  type TokenCount,
  type WindowRelevance,
} from '../../documents/search.ts';
import type { Region, SeloAnswer, SeloFigures } from '../../documents/selo.ts';
import {
  absentAs,
  id as anId,
  array,
  boolean,
  integer,
  literal,
  nullable,
  object,
  string,
} from '../../documents/shape.ts';
import type { Progress } from '../../task.ts';
import { call } from './call.ts';
import { collection, grant, model, query, region, scene, seloVersion, textSpan } from './call-fields.ts';

export const questionCalls = {
  'query.count': call(object({ model, text: string(20_000) })).gives<TokenCount>(),
  /**
   * `sizesPx` selects the index if there are several; null selects the one with the most windows. `isRecorded`: whether it becomes one of
   * the project's questions.
   */
  'query.run': call(
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
  'query.layer': call(
    object({
      scene,
      model,
      terms: array(queryTerm, 16),
      area: nullable(queryArea),
    }),
  ).gives<QueryResult>(),
  /** Null until the scene has a complete index of the model. */
  'query.suggestions': call(object({ scene, model })).gives<Suggestions | null>(),
  /** The question as a command of `longsight`, ready to paste into a shell. */
  'query.command': call(object({ query })).gives<string>(),
  /** What each phrase adds to the score of a window; `spans` null takes the noun phrases of the sentence. */
  'query.phrases': call(
    object({
      query,
      window: rasterWindow,
      spans: nullable(array(textSpan, 32)),
    }),
  ).gives<PhraseShares>(),
  /** Where in the best windows a phrase is found, compared with the other phrases. Passes as for `query.sharpen`. */
  'query.phraseMap': call(object({ query, chosen: textSpan, spans: nullable(array(textSpan, 32)) })).gives<
    PhraseMap,
    Progress
  >(),
  /** Where in a window the model finds the sentence, or its phrase `chosen`, by gradients through the image tower. CLIP models only. */
  'query.relevance': call(
    object({ query, window: rasterWindow, chosen: nullable(textSpan) }),
  ).gives<WindowRelevance>(),
  /** For a scene without an index: coarse windows first, then finer ones around the best. Takes sentences only; gives no verdict. */
  'query.look': call(object({ scene, model, terms: array(queryTerm, 16) })).gives<FirstLook, Progress>(),
  /** Both models need an index of the scene. Not recorded in the project. */
  'query.compare': call(
    object({
      ...{ scene, a: model, b: model },
      ...{ terms: array(queryTerm, 16), area: nullable(queryArea), hits: integer(1, 1000) },
    }),
  ).gives<ComparedResults>(),
  /** Encodes the best windows of the query again, for their patches: a few dozen passes at most, none for windows that are cached. */
  'query.sharpen': call(object({ query })).gives<SharpenedQuery, Progress>(),
  /** The map of a - b on the finer of the two grids. */
  'query.difference': call(
    object({ a: query, b: query, measure: literal(...DIFFERENCE_MEASURES) }),
  ).gives<DifferenceMap>(),

  /** The SeLo paper's map of a question. v1 encodes its windows once and keeps them as an index; v2 encodes some for each sentence. */
  'selo.map': call(object({ query, version: seloVersion })).gives<SeloAnswer, Progress>(),
  /** Metrics of a map that was made, for regions in pixels of the scene. */
  'selo.measure': call(
    object({ query, version: seloVersion, regions: array(region, 200) }),
  ).gives<SeloFigures>(),
  /** Regions of the question in the text of an annotation file of AIR-SLT. */
  'selo.regions': call(object({ query, annotations: string(8_000_000), file: string(1000) })).gives<
    readonly Region[]
  >(),

  /** The change between two scenes that were asked the same: after - before, on the raster of the scene before. The maps go by URL. */
  'change.scenes': call(
    object({
      ...{ before: query, after: query, measure: literal(...DIFFERENCE_MEASURES) },
      ...{ area: changeArea, places: integer(1, 1000) },
    }),
  ).gives<Pictured<SceneChange>>(),
  /** The same for all scenes of two times of a collection; both times null take its two days. */
  'change.collection': call(
    object({
      ...{ collection, model, terms: array(queryTerm, 16), measure: literal(...DIFFERENCE_MEASURES) },
      ...{ before: nullable(string(10)), after: nullable(string(10)) },
      ...{ area: changeArea, places: integer(1, 1000) },
    }),
  ).gives<Pictured<CollectionChange>, Progress>(),
  /** Places as a layer, or the difference of two scenes as a GeoTIFF (`cog`); `target` as for `export.make`. */
  'change.export': call(
    object({
      ...{
        change: anId<ChangeId>(),
        product: literal(...CHANGE_PRODUCTS),
        format: literal(...CHANGE_FORMATS),
      },
      target: nullable(grant),
    }),
  ).gives<ExportedFile>(),

  'export.plan': call(object({ query, spec: exportSpec })).gives<ExportPlan>(),
  /** Writes to the granted file or, with the grant null, to the data folder for download by URL. */
  'export.make': call(object({ query, spec: exportSpec, target: nullable(grant) })).gives<ExportedFile>(),
} as const;
