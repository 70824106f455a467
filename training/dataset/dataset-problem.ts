/** A finding of the check of caption pairs. */
import type { Severity } from '../../core/documents/dataset.ts';

/** An `error` prevents a run; a `warning` may make its results worse. */
export type DatasetProblem = {
  readonly kind:
    | 'malformed-record'
    | 'missing-image'
    | 'empty-caption'
    | 'over-long-caption'
    | 'duplicate-image'
    | 'duplicate-caption'
    | 'class-imbalance';
  readonly severity: Severity;
  readonly origin: string;
  readonly detail: string;
};
