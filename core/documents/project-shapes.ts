/** Validators of the project document's parts, as they arrive in transactions. */
import { collectionFilter } from './collection-shapes.ts';
import type { CollectionId, ModelId, QueryId, SceneId } from './ids.ts';
import {
  type ProjectDocument,
  RAMPS,
  type ResultLayer,
  type SavedCollectionQuery,
  type Transaction,
} from './project.ts';
import { HIT_JUDGEMENTS, type HitReview } from './reviews.ts';
import type { BandRendering } from './scene.ts';
import type { Outline, QueryTerm } from './search.ts';
import type { Shape } from './shape.ts';
import {
  absentAs,
  id as anId,
  array,
  boolean,
  integer,
  literal,
  nullable,
  number,
  object,
  oneOf,
  pair,
  string,
  triple,
} from './shape.ts';
import type { WebBackground } from './web.ts';

const range = object({ min: number(), max: number() });
const px = integer(0, 0x7fff_ffff);

export const rasterWindow = object({ col: px, row: px, widthPx: px, heightPx: px });

export const queryTerm: Shape<QueryTerm> = oneOf({
  text: object({ kind: literal('text'), text: string(20_000), weight: number(-10, 10) }),
  window: object({ kind: literal('window'), window: rasterWindow, weight: number(-10, 10) }),
  windows: object({ kind: literal('windows'), windows: array(rasterWindow, 64), weight: number(-10, 10) }),
});

/** The polygon of a question. */
export const queryArea: Shape<Outline> = array(pair(number()), 1000);

export const bandRendering: Shape<BandRendering> = object({
  bands: triple(integer(0, 65_535)),
  stretch: oneOf({
    none: object({ kind: literal('none') }),
    linear: object({ kind: literal('linear'), ranges: triple(range) }),
  }),
});

const layer = object({
  scene: anId<SceneId>(),
  visible: boolean,
  opacity: number(0, 1),
  gamma: absentAs(1, number(0.1, 10)),
  style: bandRendering,
});

const similarityStyle = object({
  visible: boolean,
  ramp: literal(...RAMPS),
  reversed: boolean,
  fadeLow: absentAs(true, boolean),
  range: nullable(range),
  stretchToScene: boolean,
  opacity: number(0, 1),
  threshold: nullable(number(-1, 1)),
});

const savedQuery = object({
  id: anId<QueryId>(),
  scene: anId<SceneId>(),
  model: anId<ModelId>(),
  terms: array(queryTerm, 16),
  area: absentAs(null, nullable(queryArea)),
  ranAt: string(64),
  isKept: absentAs(false, boolean),
});

const resultLayer: Shape<ResultLayer> = object({
  id: anId<QueryId>(),
  scene: anId<SceneId>(),
  model: anId<ModelId>(),
  terms: array(queryTerm, 16),
  area: nullable(queryArea),
  name: nullable(string(200)),
  style: similarityStyle,
});

const savedCollectionQuery: Shape<SavedCollectionQuery> = object({
  id: anId<QueryId>(),
  collection: anId<CollectionId>(),
  collectionName: string(10_000),
  model: anId<ModelId>(),
  terms: array(queryTerm, 16),
  filter: collectionFilter,
  perScene: nullable(integer(1, 1000)),
  merges: boolean,
  ranAt: string(64),
  isKept: boolean,
  name: nullable(string(200)),
  layer: nullable(object({ visible: boolean, opacity: number(0, 1) })),
});

const hitReview: Shape<HitReview> = object({
  scene: anId<SceneId>(),
  terms: array(queryTerm, 16),
  window: rasterWindow,
  judgement: nullable(literal(...HIT_JUDGEMENTS)),
  note: string(2_000),
  at: string(64),
});

const webBackground: Shape<WebBackground> = object({
  kind: literal('xyz', 'wms'),
  name: string(200),
  address: string(4000),
  layers: string(1000),
  attribution: string(500),
  visible: boolean,
  opacity: number(0, 1),
});

export const transaction: Shape<Transaction> = oneOf({
  'add-layer': object({ kind: literal('add-layer'), layer, at: integer(0, 10_000) }),
  'remove-layer': object({ kind: literal('remove-layer'), scene: anId<SceneId>() }),
  'move-layer': object({ kind: literal('move-layer'), scene: anId<SceneId>(), to: integer(0, 10_000) }),
  'set-layer': object({ kind: literal('set-layer'), layer }),
  'show-layers': object({ kind: literal('show-layers'), scenes: array(anId<SceneId>()) }),
  'activate-scene': object({ kind: literal('activate-scene'), scene: nullable(anId<SceneId>()) }),
  'activate-model': object({ kind: literal('activate-model'), model: anId<ModelId>() }),
  'set-similarity': object({ kind: literal('set-similarity'), style: similarityStyle }),
  'record-query': object({ kind: literal('record-query'), query: savedQuery }),
  'add-result': object({ kind: literal('add-result'), result: resultLayer, at: integer(0, 10_000) }),
  'set-result': object({ kind: literal('set-result'), result: resultLayer }),
  'remove-result': object({ kind: literal('remove-result'), id: anId<QueryId>() }),
  'forget-query': object({ kind: literal('forget-query'), query: anId<QueryId>() }),
  'keep-query': object({ kind: literal('keep-query'), query: anId<QueryId>(), isKept: boolean }),
  'record-collection-query': object({
    kind: literal('record-collection-query'),
    query: savedCollectionQuery,
  }),
  'add-collection-query': object({
    kind: literal('add-collection-query'),
    query: savedCollectionQuery,
    at: integer(0, 10_000),
  }),
  'set-collection-query': object({ kind: literal('set-collection-query'), query: savedCollectionQuery }),
  'forget-collection-query': object({ kind: literal('forget-collection-query'), id: anId<QueryId>() }),
  'review-hit': object({ kind: literal('review-hit'), review: hitReview }),
  'set-background': object({ kind: literal('set-background'), background: nullable(webBackground) }),
});

export const projectDocument: Shape<ProjectDocument> = object({
  version: literal(1),
  layers: array(layer),
  activeScene: nullable(anId<SceneId>()),
  activeModel: nullable(anId<ModelId>()),
  similarity: similarityStyle,
  results: absentAs([], array(resultLayer)),
  queries: array(savedQuery),
  collectionQueries: absentAs([], array(savedCollectionQuery)),
  reviews: absentAs([], array(hitReview, 5_000)),
  background: absentAs(null, nullable(webBackground)),
});
