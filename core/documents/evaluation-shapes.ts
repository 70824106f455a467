/** Validators of evaluation requests, as pages send them and as their folders store them. */
import {
  CAPTION_KINDS,
  type EvaluationData,
  type EvaluationRequest,
  type EvaluationTask,
  type GrantedEvaluationData,
  LOCALIZATION_MAPS,
  type PageEvaluationRequest,
  RETRIEVAL_PROTOCOLS,
} from './evaluation.ts';
import type { DatasetId, GrantId, ModelId, RunId } from './ids.ts';
import { PICTURE_SCOPES } from './run.ts';
import {
  id as anId,
  array,
  integer,
  literal,
  nullable,
  object,
  oneOf,
  record,
  type Shape,
  string,
} from './shape.ts';

const path = string(32_768);
const split = nullable(string(64));
const model = anId<ModelId>();
const collected = object({ kind: literal('collected'), dataset: anId<DatasetId>() });
const heldOut = object({ kind: literal('held-out'), run: anId<RunId>() });

const evaluationTask: Shape<EvaluationTask> = oneOf({
  retrieval: object({
    kind: literal('retrieval'),
    split,
    texts: nullable(literal(...CAPTION_KINDS)),
    protocol: nullable(literal(...RETRIEVAL_PROTOCOLS)),
  }),
  classification: object({
    kind: literal('classification'),
    split,
    prompts: array(string(1000), 1000),
    classNames: nullable(record(string(1000))),
  }),
  localization: object({
    kind: literal('localization'),
    map: literal(...LOCALIZATION_MAPS),
    sizesPx: nullable(array(integer(16, 16_384), 8)),
    mapFolder: nullable(path),
  }),
  length: object({ kind: literal('length'), split, lengths: array(integer(4, 100_000), 64) }),
  presence: object({ kind: literal('presence'), score: nullable(string(256)) }),
});

const storedData: Shape<EvaluationData> = oneOf({
  path: object({ kind: literal('path'), path, pictures: literal(...PICTURE_SCOPES) }),
  collected,
  'held-out': heldOut,
});
const grantedData: Shape<GrantedEvaluationData> = oneOf({
  granted: object({ kind: literal('granted'), grant: anId<GrantId>() }),
  collected,
  'held-out': heldOut,
});

export const pageEvaluationRequest: Shape<PageEvaluationRequest> = object({
  model,
  data: grantedData,
  task: evaluationTask,
});

export const evaluationRequest: Shape<EvaluationRequest> = object({
  model,
  data: storedData,
  task: evaluationTask,
});
