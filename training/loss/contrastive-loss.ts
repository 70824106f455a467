/** Dual contrastive loss: pictures against their long and short texts, with one temperature for both. */
import type { Graph, Value } from '../../models/onnx/graph.ts';
import { sum } from '../../models/onnx/shape-ops.ts';

/** Features `[N, E]`, as the towers return them; row i of each belongs to row i of the others. */
export type PairedFeatures = {
  readonly images: Value;
  readonly long: Value | null;
  readonly short: Value | null;
};

/** Scalars; null for a kind of text that is not compared. */
export type Losses = { readonly total: Value; readonly long: Value | null; readonly short: Value | null };

/**
 * `omega` * InfoNCE(long) + (1 - omega) * InfoNCE(short), or with only one kind of text that one (`omega` null).
 * `logitScale` is the logarithm of the inverse temperature. Both are scalars.
 */
export function contrastiveLoss(
  graph: Graph,
  { images, long, short }: PairedFeatures,
  logitScale: Value,
  omega: Value | null,
): Losses {
  const scale = graph.emit('Exp', [logitScale]);
  const unitImages = unitRows(graph, images);
  const loss = (texts: Value) => infoNce(graph, unitImages, unitRows(graph, texts), scale);
  const losses = { long: long && loss(long), short: short && loss(short) };
  return { total: weighted(graph, losses, omega), ...losses };
}

function weighted(graph: Graph, { long, short }: Omit<Losses, 'total'>, omega: Value | null): Value {
  if (omega && long && short) {
    const rest = graph.emit('Sub', [graph.scalar(1), omega]);
    return graph.emit('Add', [graph.emit('Mul', [omega, long]), graph.emit('Mul', [rest, short])]);
  }
  const only = long ?? short;
  if (!only || (long && short) || omega)
    throw new Error('omega must be given for two kinds of text, and null for one kind');
  return only;
}

/** Mean of the cross entropies of the pairs over rows and over columns. Unit rows `[N, E]` twice → scalar. */
function infoNce(graph: Graph, images: Value, texts: Value, scale: Value): Value {
  const logits = graph.emit('Mul', [graph.emit('Gemm', [images, texts], { transB: 1 }), scale]); // [N, N]
  const pairs = graph.emit('EyeLike', [logits]); // [N, N]
  const perImage = graph.emit('LogSoftmax', [logits], { axis: -1 });
  const perText = graph.emit(
    'Transpose',
    [graph.emit('LogSoftmax', [graph.emit('Transpose', [logits], { perm: [1, 0] })], { axis: -1 })],
    { perm: [1, 0] },
  );
  const likelihood = everything(graph, graph.emit('Mul', [graph.emit('Add', [perImage, perText]), pairs]));
  const count = everything(graph, pairs);
  return graph.emit('Mul', [graph.emit('Div', [likelihood, count]), graph.scalar(-0.5)]);
}

/** Rows divided by their Euclidean norms. */
function unitRows(graph: Graph, x: Value): Value {
  const squares = sum(graph, graph.emit('Mul', [x, x]), [1], 'kept'); // [N, 1]
  return graph.emit('Div', [x, graph.emit('Sqrt', [squares])]);
}

function everything(graph: Graph, x: Value): Value {
  return sum(graph, x, [0, 1], 'dropped');
}
