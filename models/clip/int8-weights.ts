/** Image-tower weights for 8-bit linear layers: outlier channels are balanced, then each output feature gets a scale. */
import { scaleKey } from './int8-linear.ts';

/** Float32 weights by key, row-major. */
export type ReadWeight = (key: string) => Promise<Float32Array>;

/** Standard deviations within which a normalized activation is assumed to stay. */
const RANGE_DEVIATIONS = 3;
const VISION_LINEAR =
  /^visual\.transformer\.resblocks\.\d+\.(attn\.in_proj_weight|attn\.out_proj\.weight|mlp\.c_fc\.weight|mlp\.c_proj\.weight)$/;

/** Bits of a stored weight: seven if the processor's 8-bit products overflow (AVX2 without VNNI). */
export type WeightBits = 8 | 7;

/** Key → shape of a model's float32 weights. */
type Shapes = ReadonlyMap<string, readonly number[]>;

/** Key → shape of all tensors that the int8 image tower reads; linear weights are stored transposed, `[in, out]`. */
export function int8Shapes(floatShapes: Shapes): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const [key, shape] of floatShapes) {
    if (!key.startsWith('visual.')) continue;
    if (!isQuantized(key)) shapes.set(key, shape);
    else {
      shapes.set(key, shape.toReversed());
      shapes.set(scaleKey(key), [shape[0]]);
    }
  }
  return shapes;
}

export function isQuantized(key: string): boolean {
  return VISION_LINEAR.test(key);
}

/** Elements of one key of `int8Shapes`, as they are stored. Holds one weight and its normalization in memory. */
export async function int8Elements(
  key: string,
  floatShapes: Shapes,
  read: ReadWeight,
  bits: WeightBits,
): Promise<Float32Array | Int8Array> {
  const weightKey = key.endsWith('.scale') ? key.slice(0, -'.scale'.length) : key;
  if (isQuantized(weightKey)) {
    const weight = await evenedWeight(weightKey, read);
    const outputs = floatShapes.get(weightKey)![0];
    const scales = rowScales(weight, outputs, bits);
    return key === weightKey ? quantizedTransposed(weight, scales) : scales;
  }
  const norm = key.match(/^(.*\.resblocks\.\d+\.ln_[12])\.(weight|bias)$/);
  if (!norm?.[1].startsWith('visual.')) return read(key);
  const elements = await read(key);
  const factors = await channelFactors(norm[1], read);
  return elements.map((element, i) => element / factors[i]);
}

/** `[out, in]`, with columns multiplied by the factors that the preceding normalization is divided by. */
async function evenedWeight(key: string, read: ReadWeight): Promise<Float32Array> {
  const weight = await read(key);
  const norm = normalizationBefore(key);
  if (norm === null) return weight;
  const factors = await channelFactors(norm, read);
  return weight.map((element, i) => element * factors[i % factors.length]);
}

/** SmoothQuant factors at strength 0.5, rounded to powers of two so that moving them is exact. `[in]` */
async function channelFactors(norm: string, read: ReadWeight): Promise<Float64Array> {
  const gains = await read(`${norm}.weight`);
  const biases = await read(`${norm}.bias`);
  const weight = await read(weightAfter(norm));
  const peaks = columnPeaks(weight, gains.length);
  return Float64Array.from(gains, (gain, i) => {
    const range = RANGE_DEVIATIONS * Math.abs(gain) + Math.abs(biases[i]);
    return range > 0 && peaks[i] > 0 ? 2 ** Math.round(Math.log2(range / peaks[i]) / 2) : 1;
  });
}

function normalizationBefore(weight: string): string | null {
  if (weight.endsWith('.attn.in_proj_weight')) return weight.replace('.attn.in_proj_weight', '.ln_1');
  return weight.endsWith('.mlp.c_fc.weight') ? weight.replace('.mlp.c_fc.weight', '.ln_2') : null;
}

function weightAfter(norm: string): string {
  return norm.endsWith('.ln_1')
    ? norm.replace(/\.ln_1$/, '.attn.in_proj_weight')
    : norm.replace(/\.ln_2$/, '.mlp.c_fc.weight');
}

function columnPeaks(weight: Float32Array, columns: number): Float64Array {
  const peaks = new Float64Array(columns);
  for (let i = 0; i < weight.length; i++)
    peaks[i % columns] = Math.max(peaks[i % columns], Math.abs(weight[i]));
  return peaks;
}

/** Value of one quantization level in each row. `[out]` */
function rowScales(weight: Float32Array, outputs: number, bits: WeightBits): Float32Array {
  const inputs = weight.length / outputs;
  const largest = 2 ** (bits - 1) - 1;
  return Float32Array.from({ length: outputs }, (_, row) => {
    let peak = 0;
    for (let i = row * inputs; i < (row + 1) * inputs; i++) peak = Math.max(peak, Math.abs(weight[i]));
    return peak > 0 ? peak / largest : 1;
  });
}

/** `[out, in]` → levels `[in, out]` */
function quantizedTransposed(weight: Float32Array, scales: Float32Array): Int8Array {
  const outputs = scales.length;
  const inputs = weight.length / outputs;
  const levels = new Int8Array(weight.length);
  for (let row = 0; row < outputs; row++)
    for (let i = 0; i < inputs; i++)
      levels[i * outputs + row] = Math.round(weight[row * inputs + i] / scales[row]);
  return levels;
}
