/** Address of a picture of an evaluation: `data/evaluation/{evaluation}/{picture}`, a square thumbnail. */
import type { EvaluationId } from '../documents/ids.ts';

const ADDRESS = /^\/?data\/evaluation\/([\w.-]+)\/(\d{1,9})$/;

/** `picture` is the index in the report's `pictures`. */
export type EvaluationPictureAddress = { readonly evaluation: EvaluationId; readonly picture: number };

export function evaluationPictureUrl({ evaluation, picture }: EvaluationPictureAddress): string {
  return `data/evaluation/${evaluation}/${picture}`;
}

/** Null for another kind of address. */
export function parseEvaluationPictureUrl(path: string): EvaluationPictureAddress | null {
  const match = ADDRESS.exec(path);
  return match === null ? null : { evaluation: match[1] as EvaluationId, picture: Number(match[2]) };
}
