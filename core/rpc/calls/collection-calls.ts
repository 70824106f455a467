/** Many scenes: collections, the team store, embeddings that travel. */
import {
  type CollectionAnswer,
  type CollectionPlan,
  type CollectionRow,
  type CollectionStates,
  type CollectionSummary,
  HIT_FILE_FORMATS,
  type ScanReport,
  type TriedDate,
} from '../../documents/collection.ts';
import { collectionFilter } from '../../documents/collection-shapes.ts';
import type { EmbeddingResult, EmbeddingSet, ExportedEmbeddings } from '../../documents/embeddings.ts';
import type { CollectionId } from '../../documents/ids.ts';
import { collectionSizes } from '../../documents/job-shapes.ts';
import { queryTerm, rasterWindow } from '../../documents/project-shapes.ts';
import { HIT_JUDGEMENTS } from '../../documents/reviews.ts';
import type { LonLatPolygon, SceneDetail } from '../../documents/scene.ts';
import type { ExportedFile } from '../../documents/search.ts';
import {
  absentAs,
  array,
  boolean,
  integer,
  literal,
  nothing,
  nullable,
  object,
  oneOf,
  string,
} from '../../documents/shape.ts';
import type { TeamOverview, TeamQuestion, TeamReview, TeamStore } from '../../documents/team.ts';
import type { Progress } from '../../task.ts';
import { call } from './call.ts';
import { collection, datePattern, grant, model, query, scene, sceneKey, set } from './call-fields.ts';

export const collectionCalls = {
  'collections.list': call(nothing).gives<readonly CollectionSummary[]>(),
  /** Of granted folders, rasters, lists of paths and STAC documents. The scenes are found by `collections.scan`. */
  'collections.create': call(
    object({ name: string(1000), grants: array(grant, 1000) }),
  ).gives<CollectionId>(),
  'collections.add': call(object({ collection, grants: array(grant, 1000) })).gives<CollectionSummary>(),
  /** Looks again: reads the headers of new and changed files. What was read before an abort is kept. */
  'collections.scan': call(object({ collection })).gives<ScanReport, Progress>(),
  'collections.scenes': call(object({ collection })).gives<readonly CollectionRow[]>(),
  'collections.states': call(object({ collection, model })).gives<CollectionStates>(),
  /** The days that a pattern over file names gives; nothing is stored. */
  'collections.tryDates': call(object({ collection, pattern: datePattern })).gives<readonly TriedDate[]>(),
  /** Used from the next scan on; null for no pattern. */
  'collections.setDates': call(object({ collection, pattern: nullable(datePattern) })).gives<null>(),
  /** The polygons of a granted vector file, for the filter of a question. */
  'collections.area': call(object({ grant })).gives<readonly LonLatPolygon[]>(),
  /** What a job of kind `index-collection` would take. */
  'collections.plan': call(object({ collection, model, ...collectionSizes })).gives<CollectionPlan>(),
  /** One ranked list over all indexed scenes that the filter lets through. Takes sentences only. `isRecorded`: as for `query.run`. */
  'collections.query': call(
    object({
      ...{ collection, model, terms: array(queryTerm, 16), hits: integer(1, 1000) },
      ...{ perScene: nullable(integer(1, 1000)), merges: boolean, filter: collectionFilter },
      isRecorded: absentAs(false, boolean),
    }),
  ).gives<CollectionAnswer>(),
  /** Writes the hits to the granted file or, with `target` null, to the data folder for download by URL. */
  'collections.export': call(
    object({ answer: query, format: literal(...HIT_FILE_FORMATS), target: nullable(grant) }),
  ).gives<ExportedFile>(),
  /** Opens a scene of the collection by itself. */
  'collections.openScene': call(object({ collection, scene: sceneKey })).gives<SceneDetail, Progress>(),
  /** Throws `Busy` while it is being indexed. Files and indexes stay. */
  'collections.remove': call(object({ collection })).gives<null>(),

  /** Null without a team store. Nothing is connected. */
  'team.store': call(nothing).gives<TeamStore | null>(),
  /** Keeps the address, which may not hold a password, if a store answers there. It is then asked as the collection `TEAM`. */
  'team.connect': call(object({ address: string(4000) })).gives<null>(),
  'team.forget': call(nothing).gives<null>(),
  'team.overview': call(nothing).gives<TeamOverview>(),
  /** The last questions of everybody, newest first. */
  'team.questions': call(nothing).gives<readonly TeamQuestion[]>(),
  /** Everybody's reviews of the hits of a question. */
  'team.reviews': call(object({ terms: array(queryTerm, 16) })).gives<readonly TeamReview[]>(),
  /** Writes the user's own review of a hit; without judgement and note there is none. */
  'team.review': call(
    object({
      ...{ scene: sceneKey, window: rasterWindow, terms: array(queryTerm, 16) },
      ...{ judgement: nullable(literal(...HIT_JUDGEMENTS)), note: string(2000) },
    }),
  ).gives<null>(),

  /** Writes the embeddings of complete indexes as GeoParquet with STAC documents; `target` as for `export.make`. */
  'embeddings.export': call(
    object({
      source: oneOf({
        scenes: object({ kind: literal('scenes'), scenes: array(scene) }),
        collection: object({ kind: literal('collection'), collection }),
      }),
      ...{ model, int8: boolean, target: nullable(grant) },
    }),
  ).gives<ExportedEmbeddings, Progress>(),
  /** A STAC item of the same name beside the file says how integers were quantized. */
  'embeddings.import': call(object({ grant, name: string(10_000) })).gives<EmbeddingSet, Progress>(),
  'embeddings.list': call(nothing).gives<readonly EmbeddingSet[]>(),
  'embeddings.remove': call(object({ set })).gives<null>(),
  /** By sentences only if the set has a `model`; by windows of the set in any case. */
  'embeddings.query': call(
    object({
      ...{ set, terms: array(queryTerm, 16), hits: integer(1, 1000) },
      like: array(integer(1, Number.MAX_SAFE_INTEGER), 64),
    }),
  ).gives<EmbeddingResult>(),
} as const;
