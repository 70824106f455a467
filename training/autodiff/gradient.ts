/** Gradients at a value: dense, or rows gathered from a table. */
import type { Value } from '../../models/onnx/graph.ts';

/** The gradient of the rows that a Gather took from a table; row `i` belongs to the table's row `indices[i]`. */
export type GatheredRows = {
  /** int64, any shape. */
  readonly indices: Value;
  /** `[...indices, D]` */
  readonly rows: Value;
};

/**
 * The sum of a tensor of the value's shape and of rows to be added to it. Rows are kept separate, because a dense gradient
 * of a token table would be a hundred megabytes of zeros.
 */
export type Gradient = { readonly dense: Value | null; readonly rows: readonly GatheredRows[] };

export function isGatheredRows(contribution: Value | GatheredRows): contribution is GatheredRows {
  return 'rows' in contribution;
}
