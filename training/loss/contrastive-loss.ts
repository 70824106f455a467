/** Dual contrastive loss: pictures against their long and short texts, with one temperature for both. */
import type { Graph, Value } from '../../models/onnx/graph.ts';
import { slice, sum } from '../../models/onnx/shape-ops.ts';

/** Features `[N, E]`, as the towers return them; row i of each belongs to row i of the other two. */
export type PairedFeatures = {
  readonly images: Value;
  readonly long: Value | null;
  readonly short: Value | null;
};

/**
 * Texts that no pair of the batch has: unit features `[K, E]`, with which each picture is also compared. With them, `long` and `short` say
 * which texts of the batch fit which of its pictures: `[N, N]`, symmetric but for the scale of its rows, whose sums are 1. Null for a kind
 * that is not compared.
 */
type OtherFeatures = {
  readonly features: Value;
  readonly long: Value | null;
  readonly short: Value | null;
};

/** Scalars; null for a kind of text that is not compared. */
export type Losses = { readonly total: Value; readonly long: Value | null; readonly short: Value | null };

/**
 * `omega` * InfoNCE(long) + (1 - omega) * InfoNCE(short), or with only one kind of text that one (`omega` null).
 * `logitScale` is the logarithm of the inverse temperature. Both are scalars. Without `others`, each text fits only the picture of its own row.
 */
export function contrastiveLoss(
  graph: Graph,
  { images, long, short }: PairedFeatures,
  logitScale: Value,
  omega: Value | null,
  others: OtherFeatures | null = null,
): Losses {
  const scale = graph.emit('Exp', [logitScale]);
  const unitImages = unitRows(graph, images);
  const loss = (texts: Value, fits: Value | null) =>
    infoNce(graph, unitImages, unitRows(graph, texts), scale, others && { features: others.features, fits });
  const losses = {
    long: long && loss(long, others?.long ?? null),
    short: short && loss(short, others?.short ?? null),
  };
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
function infoNce(
  graph: Graph,
  images: Value,
  texts: Value,
  scale: Value,
  others: { readonly features: Value; readonly fits: Value | null } | null,
): Value {
  const logits = similarities(graph, images, texts, scale); // [N, N]
  const perBatch = graph.emit('LogSoftmax', [logits], { axis: -1 });
  const perImage =
    others === null
      ? perBatch
      : amongOthers(graph, logits, perBatch, similarities(graph, images, others.features, scale));
  const perText = graph.emit(
    'Transpose',
    [graph.emit('LogSoftmax', [graph.emit('Transpose', [logits], { perm: [1, 0] })], { axis: -1 })],
    { perm: [1, 0] },
  );
  const fits = others?.fits ?? null;
  return fits === null
    ? meanOverPairs(graph, graph.emit('Add', [perImage, perText]), graph.emit('EyeLike', [logits]))
    : meanOverFits(graph, perImage, perText, fits);
}

/** Of the logarithms `[N, N]`, those of the pairs count. */
function meanOverPairs(graph: Graph, logarithms: Value, pairs: Value): Value {
  const likelihood = everything(graph, graph.emit('Mul', [logarithms, pairs]));
  return graph.emit('Mul', [graph.emit('Div', [likelihood, everything(graph, pairs)]), graph.scalar(-0.5)]);
}

/** Each picture has the mean of the texts that fit it, each text the mean of the pictures that it fits. */
function meanOverFits(graph: Graph, perImage: Value, perText: Value, fits: Value): Value {
  const ofTexts = graph.emit('Transpose', [fits], { perm: [1, 0] });
  const shares = [graph.emit('Mul', [perImage, fits]), graph.emit('Mul', [perText, ofTexts])];
  const likelihood = everything(graph, graph.emit('Add', shares));
  return graph.emit('Mul', [graph.emit('Div', [likelihood, everything(graph, fits)]), graph.scalar(-0.5)]);
}

/** Scaled cosines of unit rows `[N, E]` and `[M, E]` → `[N, M]`. */
function similarities(graph: Graph, images: Value, texts: Value, scale: Value): Value {
  return graph.emit('Mul', [graph.emit('Gemm', [images, texts], { transB: 1 }), scale]);
}

/**
 * Logarithms of the softmax over a row of `logits` `[N, N]` and of `others` `[N, K]` together → those of `logits`. `perBatch` has those
 * over `logits` alone, so only the share of the batch is missing: the softmax of two numbers, the logarithms of the sums of both parts.
 */
function amongOthers(graph: Graph, logits: Value, perBatch: Value, others: Value): Value {
  const perOther = graph.emit('LogSoftmax', [others], { axis: -1 });
  const sums = [logOfSum(graph, logits, perBatch), logOfSum(graph, others, perOther)];
  const shares = graph.emit('LogSoftmax', [graph.emit('Concat', sums, { axis: 1 })], { axis: -1 }); // [N, 2]
  return graph.emit('Add', [perBatch, slice(graph, shares, 1, 0, 1)]);
}

/** Logarithm of the sum of exponentials of each row, `[N, 1]`: what a logit exceeds its log-softmax by, which is the same in all columns. */
function logOfSum(graph: Graph, logits: Value, logSoftmax: Value): Value {
  return slice(graph, graph.emit('Sub', [logits, logSoftmax]), 1, 0, 1);
}

/** Rows divided by their Euclidean norms. */
function unitRows(graph: Graph, x: Value): Value {
  const squares = sum(graph, graph.emit('Mul', [x, x]), [1], 'kept'); // [N, 1]
  return graph.emit('Div', [x, graph.emit('Sqrt', [squares])]);
}

function everything(graph: Graph, x: Value): Value {
  return sum(graph, x, [0, 1], 'dropped');
}
