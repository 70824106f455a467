/** Address of a whole picture of an evaluation, not cropped: `data/evaluation-whole/{evaluation}/{picture}`. */
import type { EvaluationId } from '../documents/ids.ts';
import type { EvaluationPictureAddress } from './evaluation-picture-url.ts';

const ADDRESS = /^\/?data\/evaluation-whole\/([\w.-]+)\/(\d{1,9})$/;

export function evaluationWholeUrl({ evaluation, picture }: EvaluationPictureAddress): string {
  return `data/evaluation-whole/${evaluation}/${picture}`;
}

/** Null for another kind of address. */
export function parseEvaluationWholeUrl(path: string): EvaluationPictureAddress | null {
  const match = ADDRESS.exec(path);
  return match === null ? null : { evaluation: match[1] as EvaluationId, picture: Number(match[2]) };
}
