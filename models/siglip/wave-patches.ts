/**
 * Patch weights of DOFA-CLIP (Xiong et al. 2025), which a small network generates from the wavelengths of the bands. For red, green
 * and blue they are constants: they are computed once, at import, and the model is then an ordinary SigLIP.
 */
import { InvalidInput } from '../../core/errors.ts';
import { tensorOf } from '../checkpoint/derived-tensors.ts';
import type { StateDict, StoredTensor } from '../checkpoint/state-dict.ts';
import { addTo, gelu, layerNorm, linear, type Matrix, relu, selfAttention } from './small-network.ts';

const EMBED = 'visual.trunk.patch_embed';
const GENERATOR = `${EMBED}.weight_generator`;
const LAYER = `${GENERATOR}.transformer_encoder.layers.0`;
/** Wavelengths of red, green and blue in nanometres, as its authors give them. */
const RGB_NANOMETRES = [665, 560, 490];
const HEADS = 4;
const SCALE = 0.01;

export function hasWavePatches(dict: StateDict): boolean {
  return dict.has(`${GENERATOR}.weight_tokens`);
}

/** The dict with the weights and offsets of an ordinary patch embedding added; they are computed when one of them is read. */
export function withRgbPatches(dict: StateDict): StateDict {
  const [width] = tensorOf(dict, `${GENERATOR}.fc_bias.weight`).shape;
  const sizePx = Math.sqrt(tensorOf(dict, `${GENERATOR}.fc_weight.weight`).shape[0] / width);
  if (!Number.isInteger(sizePx))
    throw new InvalidInput(`${GENERATOR}.fc_weight.weight: its rows are not those of square patches`);
  let made: Promise<{ weight: Float32Array; bias: Float32Array }> | null = null;
  const part = (name: 'weight' | 'bias', shape: readonly number[]): StoredTensor => ({
    type: 'fp32',
    shape,
    read: async (signal) => {
      made ??= generate(dict, width, sizePx, signal);
      return (await made)[name];
    },
  });
  return new Map([
    ...dict,
    [`${EMBED}.proj.weight`, part('weight', [width, RGB_NANOMETRES.length, sizePx, sizePx])],
    [`${EMBED}.proj.bias`, part('bias', [width])],
  ]);
}

async function generate(
  dict: StateDict,
  width: number,
  sizePx: number,
  signal?: AbortSignal,
): Promise<{ weight: Float32Array; bias: Float32Array }> {
  const read = async (key: string): Promise<Matrix> => {
    const tensor = tensorOf(dict, key);
    return { columns: tensor.shape.at(-1)!, values: Float64Array.from(await tensor.read(signal)) };
  };
  const dense = async (prefix: string, x: Matrix) =>
    linear(x, await read(`${prefix}.weight`), await read(`${prefix}.bias`));
  const tokens = await read(`${GENERATOR}.weight_tokens`); // [128, 128]
  const placed = sinusoids(RGB_NANOMETRES, tokens.columns); // [3, 128]
  const inner = relu(await dense(`${EMBED}.fclayer.w1`, placed));
  const waves = addTo(placed, relu(await dense(`${EMBED}.fclayer.w2`, inner))); // [3, 128]
  const all = stacked([tokens, waves, await read(`${GENERATOR}.bias_token`)]); // [132, 128]
  const out = await encoderLayer(all, read, dense);
  const rows = out.values.length / out.columns;
  const first = tokens.values.length / tokens.columns;
  const ofWaves = rowsOf(out, first, first + RGB_NANOMETRES.length);
  const weight = await dense(`${GENERATOR}.fc_weight`, addTo(ofWaves, waves)); // [3, P * P * D]
  const bias = await dense(`${GENERATOR}.fc_bias`, rowsOf(out, rows - 1, rows)); // [1, D]
  return {
    weight: asKernel(weight, width, sizePx),
    bias: Float32Array.from(bias.values, (x) => x * SCALE),
  };
}

/** PyTorch's `TransformerEncoderLayer` with the normalizations after the sums. */
async function encoderLayer(
  x: Matrix,
  read: (key: string) => Promise<Matrix>,
  dense: (prefix: string, x: Matrix) => Promise<Matrix>,
): Promise<Matrix> {
  const packed = linear(
    x,
    await read(`${LAYER}.self_attn.in_proj_weight`),
    await read(`${LAYER}.self_attn.in_proj_bias`),
  );
  const attended = await dense(`${LAYER}.self_attn.out_proj`, selfAttention(packed, HEADS));
  const norm = async (name: string, value: Matrix) =>
    layerNorm(value, await read(`${LAYER}.${name}.weight`), await read(`${LAYER}.${name}.bias`));
  const middle = await norm('norm1', addTo(x, attended));
  const wide = gelu(await dense(`${LAYER}.linear1`, middle));
  return norm('norm2', addTo(middle, await dense(`${LAYER}.linear2`, wide)));
}

/** Sines, then cosines, of the positions at frequencies from 1 down to 1 / 10000. `[positions, columns]` */
function sinusoids(positions: readonly number[], columns: number): Matrix {
  const half = columns / 2;
  const values = new Float64Array(positions.length * columns);
  for (const [row, position] of positions.entries())
    for (let i = 0; i < half; i++) {
      const angle = position / 10000 ** (i / half);
      values[row * columns + i] = Math.sin(angle);
      values[row * columns + half + i] = Math.cos(angle);
    }
  return { columns, values };
}

function stacked(parts: readonly Matrix[]): Matrix {
  return { columns: parts[0].columns, values: Float64Array.from(parts.flatMap(({ values }) => [...values])) };
}

function rowsOf({ columns, values }: Matrix, start: number, end: number): Matrix {
  return { columns, values: values.subarray(start * columns, end * columns) };
}

/** `[3, P * P * D]` → `[D, 3, P, P]` */
function asKernel({ columns, values }: Matrix, width: number, sizePx: number): Float32Array {
  const pixels = sizePx * sizePx;
  const kernel = new Float32Array(values.length);
  for (let band = 0; band < RGB_NANOMETRES.length; band++)
    for (let pixel = 0; pixel < pixels; pixel++)
      for (let feature = 0; feature < width; feature++)
        kernel[(feature * RGB_NANOMETRES.length + band) * pixels + pixel] =
          SCALE * values[band * columns + pixel * width + feature];
  return kernel;
}
