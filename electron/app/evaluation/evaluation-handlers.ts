/** Handlers for evaluations. */
import type { Announce } from '../../../core/documents/app.ts';
import type { EvaluationRequest, PageEvaluationRequest } from '../../../core/documents/evaluation.ts';
import { Busy, InvalidInput } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { EvaluationService } from './evaluation-service.ts';

type Parts = {
  readonly evaluations: EvaluationService;
  readonly jobs: JobTable;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

/** A page names files and folders by grants alone. Throws `InvalidInput` for maps of another program, which it can only name by path. */
function checkNamesNoPath({ task }: PageEvaluationRequest): void {
  if (task.kind === 'localization' && task.mapFolder !== null)
    throw new InvalidInput(
      'maps of another program are measured on the command line: longsight evaluate localization --maps FOLDER',
    );
}

export function evaluationHandlers({ evaluations, jobs, grants, announce }: Parts) {
  const granted = ({ data, ...request }: PageEvaluationRequest): EvaluationRequest => {
    checkNamesNoPath({ data, ...request });
    const isGranted = data.kind === 'granted';
    return {
      ...request,
      data: isGranted ? { kind: 'path', path: grants.pathOf(data.grant, 'read'), pictures: 'beside' } : data,
    };
  };
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
