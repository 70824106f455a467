/**
 * Features of every patch of a picture, from the last block of the image tower. In that block each patch attends to the patches that
 * resemble it (self-correlation) instead of to the scene as a whole; the block's skip connection and MLP are left out, and no patch
 * reads the class token. Nothing is trained. Sources: MaskCLIP (identity), SCLIP, ClearCLIP, NACLIP, SegEarth-OV (all three).
 */
import { multiplyDims } from '../onnx/dims.ts';
import type { Value } from '../onnx/graph.ts';
import { reshape } from '../onnx/shape-ops.ts';
import { type LastBlock, projected, scaled, type Transformer } from './transformer.ts';

/**
 * The projections that patches are compared by: softmax(x xᵀ), summed over them. `identity`: each patch reads only itself. `plain`: the
 * block as it was trained, with skip connection and MLP.
 */
export const PATCH_ATTENTIONS = ['plain', 'identity', 'q', 'k', 'q+k', 'q+k+v'] as const;
export type PatchAttention = (typeof PATCH_ATTENTIONS)[number];

/**
 * What the patches read in the last block, before its output projection, `[N*L, D]`. Rows of class tokens are there too: to cut them out
 * takes longer.
 */
export function attendedPatches(
  model: Transformer,
  block: LastBlock,
  attention: Exclude<PatchAttention, 'plain'>,
): Value {
  return attention === 'identity' ? block.v : selfCorrelated(model, block, attention);
}

/** `[N*L, D]` */
function selfCorrelated(
  model: Transformer,
  block: LastBlock,
  attention: Exclude<PatchAttention, 'plain' | 'identity'>,
): Value {
  const { graph, config, extents } = model;
  const { width, heads } = config;
  const { batch, length } = extents;
  const byHead = (x: Value, perm: readonly number[]) =>
    graph.emit('Transpose', [reshape(graph, x, [batch, length, heads, width / heads])], { perm });
  const shares = attention
    .split('+')
    .map((name) => comparedBy(model, block, name))
    .map((x) => {
      // The class token's attention has these columns too. ONNX Runtime fuses the second transpose and the scale with the product.
      const columns = byHead(x, [0, 2, 3, 1]); // [N, H, 64, L]
      const rows = graph.emit('Transpose', [columns], { perm: [0, 1, 3, 2] }); // [N, H, L, 64]
      const scores = scaled(graph, graph.emit('MatMul', [rows, columns]), width / heads); // [N, H, L, L]
      return graph.emit('Softmax', [scores], { axis: -1 });
    })
    .reduce((sum, each) => graph.emit('Add', [sum, each]));
  const values = graph.emit('Mul', [byHead(block.v, [0, 2, 1, 3]), patchMask(model)]); // [N, H, L, 64]
  const mixed = graph.emit('MatMul', [shares, values]); // [N, H, L, 64]
  const merged = graph.emit('Transpose', [mixed], { perm: [0, 2, 1, 3] }); // [N, L, H, 64]
  return reshape(graph, merged, [multiplyDims([batch, length]), width]);
}

function comparedBy(model: Transformer, { prefix, normed, k, v }: LastBlock, name: string): Value {
  if (name === 'k') return k;
  return name === 'v' ? v : projected(model, prefix, normed, 0, model.config.width);
}

/** 0 for the class token, 1 for patches. A zero value has the effect of a zero column in the attention. `[L, 1]` */
function patchMask({ graph, extents }: Transformer): Value {
  const length = Number(extents.length);
  return graph.constant(new Float32Array(length).fill(1, 1), [length, 1]);
}
