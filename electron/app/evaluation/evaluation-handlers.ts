/** Handlers for evaluations. */
import { dirname } from 'node:path';
import type { Announce } from '../../../core/documents/app.ts';
import type {
  EvaluationRequest,
  EvaluationTask,
  PageEvaluationRequest,
} from '../../../core/documents/evaluation.ts';
import { Busy } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { EvaluationService } from './evaluation-service.ts';
import { PICTURE_FILE } from './picture-places.ts';

type Parts = {
  readonly evaluations: EvaluationService;
  readonly jobs: JobTable;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

/** The data set that a picture stands for; any other file stands for itself. */
function dataSetOf(path: string, { kind }: EvaluationTask): string {
  if (!PICTURE_FILE.test(path)) return path;
  return kind === 'classification' ? dirname(dirname(path)) : dirname(path);
}

export function evaluationHandlers({ evaluations, jobs, grants, announce }: Parts) {
  const granted = ({ data, ...request }: PageEvaluationRequest): EvaluationRequest => ({
    ...request,
    data:
      data.kind === 'granted'
        ? {
            kind: 'path',
            path: dataSetOf(grants.pathOf(data.grant, 'read'), request.task),
            pictures: 'beside',
          }
        : data,
  });
  return {
    'evaluations.check': ({ request }, task) => evaluations.check(granted(request), task),
    'evaluations.create': async ({ request }, { signal }) => {
      const id = await evaluations.create(granted(request), signal);
      announce('evaluations');
      return id;
    },
    'evaluations.list': () => evaluations.list(),
    'evaluations.report': ({ evaluation }) => evaluations.report(evaluation),
    'evaluations.compare': ({ a, b }) => evaluations.compare(a, b),
    'evaluations.export': ({ evaluation, product, target }) =>
      evaluations.exportReport(evaluation, product, target === null ? null : grants.pathOf(target, 'write')),
    'evaluations.remove': async ({ evaluation }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'evaluate' && spec.evaluation === evaluation))
        throw new Busy(`evaluation ${evaluation} is waiting or running: cancel it first`);
      await evaluations.remove(evaluation);
      announce('evaluations');
      return null;
    },
  } satisfies Partial<Handlers>;
}
