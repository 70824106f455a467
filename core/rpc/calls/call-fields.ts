/** Fields that the inputs of several calls have. */
import { DEVICE_NAMES } from '../../documents/app.ts';
import type { PairId } from '../../documents/dataset.ts';
import type {
  CollectionId,
  DatasetId,
  EmbeddingSetId,
  EvaluationId,
  GrantId,
  JobId,
  ModelId,
  QueryId,
  RunId,
  SceneId,
} from '../../documents/ids.ts';
import { SELO_VERSIONS } from '../../documents/selo.ts';
import {
  id as anId,
  array,
  integer,
  literal,
  number,
  object,
  pair as point,
  string,
} from '../../documents/shape.ts';

export const scene = anId<SceneId>();
export const model = anId<ModelId>();
export const job = anId<JobId>();
export const query = anId<QueryId>();
export const grant = anId<GrantId>();
export const run = anId<RunId>();
export const dataset = anId<DatasetId>();
export const collection = anId<CollectionId>();
/** A scene within its collection. */
export const sceneKey = string(64);
export const datePattern = string(200);
export const evaluation = anId<EvaluationId>();
export const set = anId<EmbeddingSetId>();
export const pair = anId<PairId>();
export const caption = string(20_000);
export const px = integer(0, 0x7fff_ffff);
export const deviceName = literal(...DEVICE_NAMES);
export const falseAlarmRate = number(0.001, 0.5);
export const seloVersion = literal(...SELO_VERSIONS);
export const region = array(point(number()), 2000);
export const textSpan = object({ start: integer(0, 20_000), end: integer(0, 20_000) });
