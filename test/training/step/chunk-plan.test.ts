import { describe, expect, test } from 'vitest';
import type { TrainedParts } from '../../../core/documents/run.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { ClipConfig } from '../../../models/clip/clip-config.ts';
import { weightShapes } from '../../../models/clip/weight-names.ts';
import { Graph } from '../../../models/onnx/graph.ts';
import { reshape, sum } from '../../../models/onnx/shape-ops.ts';
import { type ChunkedBatch, chunkMemory, chunkRowsWithin } from '../../../training/step/chunk-plan.ts';
import { graphCost } from '../../../training/step/graph-cost.ts';
import { frozenEntry, trainableKeys } from '../../../training/step/trainable-parts.ts';
import type { TrainingModel } from '../../../training/step/training-graph.ts';

const VIT_B16: ClipConfig = {
  imageSizePx: 224,
  patchSizePx: 16,
  vision: { width: 768, layers: 12, heads: 12 },
  text: { width: 512, layers: 12, heads: 8 },
  contextLength: 248,
  vocabularySize: 49408,
  embeddingDim: 512,
  activation: 'quick_gelu',
};
const BATCH: ChunkedBatch = { texts: 'both', rows: 512, textLength: 248, moments: 2 };

describe('the cost of a graph', () => {
  test('counts the values that are alive at the same time, and reshaped values once', () => {
    const graph = new Graph('cost');
    const x = graph.input('x', 'float32', ['N', 4]);
    const w = graph.constant(new Float32Array(8), [4, 2]);
    const y = graph.emit('Gemm', [x, w]); // 2N elements
    const flat = reshape(graph, y, ['N', 1, 2]);
    const e = graph.emit('Exp', [flat]); // 2N more
    const s = graph.emit('Sigmoid', [e]); // 2N more; y is freed
    graph.output(sum(graph, s, [0, 1, 2], 'dropped'));
    const { multiplyAdds, inputBytes, outputBytes, peakBytes } = graphCost(graph, { N: 10 });
    expect(multiplyAdds).toBe(10 * 4 * 2);
    expect(inputBytes).toBe(160);
    expect(outputBytes).toBe(4);
    expect(peakBytes).toBe(2 * 80);
  });

  test('counts batched and transposed products', () => {
    const graph = new Graph('products');
    const a = graph.input('a', 'float32', ['N', 3, 5]);
    graph.output(graph.emit('MatMul', [a, graph.input('b', 'float32', ['N', 5, 7])]));
    const c = graph.input('c', 'float32', [5, 3]);
    graph.output(graph.emit('Gemm', [c, graph.input('d', 'float32', [5, 2])], { transA: 1 }));
    expect(graphCost(graph, { N: 4 }).multiplyAdds).toBe(4 * 3 * 7 * 5 + 3 * 2 * 5);
  });

  test('cannot be computed without the extents', () => {
    const graph = new Graph('unknown');
    graph.input('x', 'float32', ['N', 4]);
    expect(() => graphCost(graph, {})).toThrow('N');
  });
});

describe('the rows of a chunk', () => {
  test('are as many as the budget allows', () => {
    const memory = chunkMemory(model({ kind: 'all' }), BATCH);
    const rows = chunkRowsWithin(8e9, memory, BATCH.rows);
    expect(rows).toBeGreaterThan(1);
    expect(memory(rows)).toBeLessThanOrEqual(8e9);
    expect(memory(rows + 1)).toBeGreaterThan(8e9);
  });

  test('are the whole batch if it fits', () => {
    expect(chunkRowsWithin(1e15, chunkMemory(model({ kind: 'all' }), BATCH), 512)).toBe(512);
  });

  test('are more when only the last blocks train', () => {
    const rows = (parts: TrainedParts) => chunkRowsWithin(8e9, chunkMemory(model(parts), BATCH), 512);
    expect(rows({ kind: 'last-blocks', blocks: 2 })).toBeGreaterThan(2 * rows({ kind: 'all' }));
  });

  test('are refused when the weights alone exceed the budget', () => {
    const memory = chunkMemory(model({ kind: 'all' }), BATCH);
    expect(() => chunkRowsWithin(2e9, memory, 512)).toThrow(InvalidInput);
  });

  test('leave room for weights, gradients and both moments of a full step', () => {
    const weightBytes =
      4 *
      [...weightShapes(VIT_B16, true).values()]
        .map((shape) => shape.reduce((a, b) => a * b, 1))
        .reduce((a, b) => a + b, 0);
    const memory = chunkMemory(model({ kind: 'all' }), BATCH);
    expect(memory(1)).toBeGreaterThan(4 * weightBytes);
    expect(memory(1)).toBeLessThan(6 * weightBytes + 1e9);
  });
});

function model(parts: TrainedParts): TrainingModel {
  const shapes = weightShapes(VIT_B16, true);
  const trainable = trainableKeys(parts, VIT_B16, shapes.keys());
  return {
    config: VIT_B16,
    padId: 0,
    shapes,
    trainable,
    frozen: () => ({ kind: 'external', location: 'model.safetensors', offset: 0, length: 0 }),
    entry: frozenEntry(VIT_B16, trainable),
    others: null,
  };
}
