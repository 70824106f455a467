/** Values of a graph's inputs, as plain arrays that any runtime can take. */

/** Elements in row-major order. */
export type Feed = { readonly elements: Float32Array | BigInt64Array; readonly shape: readonly number[] };
/** By the names of the graph's inputs. */
export type Feeds = Readonly<Record<string, Feed>>;
