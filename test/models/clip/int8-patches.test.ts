import { expect, test } from 'vitest';
import { InferenceSession, Tensor } from '../../../electron/engine/onnx-runtime.ts';
import { int8PatchFeatures } from '../../../models/clip/int8-patches.ts';
import { floatLinear, outputLayer, type Transformer } from '../../../models/clip/transformer.ts';
import { PROJECTIONS } from '../../../models/clip/weight-names.ts';
import { Graph } from '../../../models/onnx/graph.ts';
import { serializeGraph } from '../../../models/onnx/serialize-graph.ts';
import { generator } from '../tiny-weights.ts';

const [ROWS, WIDTH, DIM] = [40, 384, 96];
const PREFIX = 'visual.transformer.resblocks.0';
const random = generator(3);
/** About normal, with the deviation `spread`. */
const drawn = (length: number, center: number, spread: number) =>
  Float32Array.from(
    { length },
    () => center + spread * (random() + random() + random() + random() - 2) * 1.73,
  );
/** The biases count as much as what they are added to: an error in the deviation of a row turns its features. */
const WEIGHTS: Readonly<
  Record<string, { readonly shape: readonly number[]; readonly elements: Float32Array }>
> = {
  [outputLayer(PREFIX).weight]: { shape: [WIDTH, WIDTH], elements: drawn(WIDTH ** 2, 0, WIDTH ** -0.5) },
  [outputLayer(PREFIX).bias]: { shape: [WIDTH], elements: drawn(WIDTH, 1.5, 0.5) },
  'visual.ln_post.weight': { shape: [WIDTH], elements: drawn(WIDTH, 1, 0.2) },
  'visual.ln_post.bias': { shape: [WIDTH], elements: drawn(WIDTH, 0, 0.7) },
  [PROJECTIONS.vision]: { shape: [WIDTH, DIM], elements: drawn(WIDTH * DIM, 0, WIDTH ** -0.5) },
};
/** Rows of very different lengths. */
const attended = drawn(ROWS * WIDTH, 0, 1).map((x, i) => x * 2 ** ((Math.floor(i / WIDTH) % 8) - 4));

/** By definition: the last normalization and the projection of what the output projection makes of a row. */
function expectedFeatures(row: Float32Array): number[] {
  const of = (key: string) => WEIGHTS[key].elements;
  const { weight, bias } = outputLayer(PREFIX);
  const state = Array.from(of(bias), (b, i) =>
    row.reduce((total, x, k) => total + x * of(weight)[i * WIDTH + k], b),
  );
  const mean = state.reduce((a, b) => a + b) / WIDTH;
  const deviation = Math.sqrt(state.reduce((total, x) => total + (x - mean) ** 2, 0) / WIDTH + 1e-5);
  const normed = state.map(
    (x, i) => ((x - mean) / deviation) * of('visual.ln_post.weight')[i] + of('visual.ln_post.bias')[i],
  );
  return Array.from({ length: DIM }, (_, e) =>
    normed.reduce((total, x, i) => total + x * of(PROJECTIONS.vision)[i * DIM + e], 0),
  );
}

test.each([
  [8, 0.998],
  [7, 0.997],
] as const)(
  'with weights of %i bits, patches point where normalization and projection put them',
  async (bits, least) => {
    const graph = new Graph('patches');
    const model: Transformer = {
      graph,
      weights: (key) => graph.constant(WEIGHTS[key].elements, WEIGHTS[key].shape),
      prefix: 'visual.transformer',
      config: { width: WIDTH, layers: 1, heads: 6 },
      activation: 'quick_gelu',
      epsilon: 1e-5,
      extents: { batch: 'N', length: 1 },
      mask: null,
      linear: floatLinear,
    };
    graph.output(int8PatchFeatures(model, PREFIX, graph.input('attended', 'float32', ['N', WIDTH]), bits));
    const session = await InferenceSession.create(serializeGraph(graph), { executionProviders: ['cpu'] });
    const results = await session.run({ attended: new Tensor('float32', attended, [ROWS, WIDTH]) });
    const features = results[session.outputNames[0]].data as Float32Array;
    const cosines = Array.from({ length: ROWS }, (_, row) =>
      cosine(
        expectedFeatures(attended.subarray(row * WIDTH, (row + 1) * WIDTH)),
        features.subarray(row * DIM, (row + 1) * DIM),
      ),
    );
    expect(Math.min(...cosines)).toBeGreaterThan(least);
    await session.release();
  },
);

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] ** 2;
    bb += b[i] ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}
