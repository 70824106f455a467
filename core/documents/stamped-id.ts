/** Ids of runs and evaluations: a name, and the time of creation, which tells those of one name apart. */
import type { EvaluationId, RunId } from './ids.ts';

const CREATED_AT = /-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(-\d+)?$/;

/** What a person called it. An id of another form, such as of a folder made under PyTorch, is its own name. */
export function nameInId(id: RunId | EvaluationId): string {
  return id.replace(CREATED_AT, '');
}

/** When it was created, as an ISO time; null for an id of another form. */
export function creationInId(id: RunId | EvaluationId): string | null {
  const [, year, month, day, hour, minute, second] = CREATED_AT.exec(id) ?? [];
  if (year === undefined) return null;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}
