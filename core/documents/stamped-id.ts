/** Ids of runs and evaluations: a name, and the time of creation, which tells those of one name apart. */
import type { EvaluationId, RunId } from './ids.ts';

const CREATED_AT = /-\d{8}-\d{6}(-\d+)?$/;

/** What a person called it. An id of another form, such as of a folder made under PyTorch, is its own name. */
export function nameInId(id: RunId | EvaluationId): string {
  return id.replace(CREATED_AT, '');
}
