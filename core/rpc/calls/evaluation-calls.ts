/** Models measured on data sets. */
import { type EvaluationCheck, type EvaluationSummary, REPORT_PRODUCTS } from '../../documents/evaluation.ts';
import type { EvaluationComparison, EvaluationReport } from '../../documents/evaluation-report.ts';
import { pageEvaluationRequest } from '../../documents/evaluation-shapes.ts';
import type { EvaluationId } from '../../documents/ids.ts';
import type { ExportedFile } from '../../documents/search.ts';
import { literal, nothing, nullable, object } from '../../documents/shape.ts';
import type { Progress } from '../../task.ts';
import { call } from './call.ts';
import { evaluation, grant } from './call-fields.ts';

export const evaluationCalls = {
  /** What the data has for the task, and what is missing. Nothing is stored. */
  'evaluations.check': call(object({ request: pageEvaluationRequest })).gives<EvaluationCheck, Progress>(),
  /** Stores the request; a job of kind `evaluate` runs it. */
  'evaluations.create': call(object({ request: pageEvaluationRequest })).gives<EvaluationId>(),
  'evaluations.list': call(nothing).gives<readonly EvaluationSummary[]>(),
  /** Throws `NotFound` until the evaluation is done. Pictures go by URL: `core/urls/evaluation-picture-url.ts`. */
  'evaluations.report': call(object({ evaluation })).gives<EvaluationReport>(),
  /** Throws `InvalidInput` for reports of different tasks. */
  'evaluations.compare': call(object({ a: evaluation, b: evaluation })).gives<EvaluationComparison>(),
  /** Writes to the granted file or, with `target` null, to the data folder for download by URL. */
  'evaluations.export': call(
    object({ evaluation, product: literal(...REPORT_PRODUCTS), target: nullable(grant) }),
  ).gives<ExportedFile>(),
  /** Throws `Busy` while it runs. */
  'evaluations.remove': call(object({ evaluation })).gives<null>(),
} as const;
