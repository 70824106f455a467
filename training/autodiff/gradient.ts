/** What is known of the gradient at a value. */
import type { Value } from '../../models/onnx/graph.ts';

/** The gradient of the rows that a Gather took from a table; row `i` belongs to the table's row `indices[i]`. */
export type GatheredRows = {
  /** int64, any shape. */
  readonly indices: Value;
  /** `[...indices, D]` */
  readonly rows: Value;
};

/**
 * The sum of a tensor of the value's shape and of rows to be added into it. Rows stay apart, because a dense gradient
 * of a token table is a hundred megabytes of zeros.
 */
export type Gradient = { readonly dense: Value | null; readonly rows: readonly GatheredRows[] };

export function isGatheredRows(contribution: Value | GatheredRows): contribution is GatheredRows {
  return 'rows' in contribution;
}
