/** Start weights that know no pair: a checkpoint whose last blocks and projections are random again. */
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Copies the safetensors file at `from` to `to` in float32. The last block of each tower and both projections get the random weights with which CLIP begins
 * (normal, with its deviations), their biases zero, `logit_scale` ln(1 / 0.07). The blocks before keep theirs.
 */
export function resetWeights(from, to, seed) {
  const tensors = readTensors(from);
  const normal = normalNumbers(seed);
  const depth = {
    vision: blocks(tensors, 'visual.transformer.resblocks.'),
    text: blocks(tensors, 'transformer.resblocks.'),
  };
  for (const tensor of tensors) {
    const deviation = deviationOf(tensor, depth);
    if (deviation !== null) tensor.values = tensor.values.map(() => deviation * normal());
    else if (tensor.key === 'logit_scale') tensor.values[0] = Math.log(1 / 0.07);
    else if (isReset(tensor.key, depth)) tensor.values.fill(/ln_\d\.weight$/.test(tensor.key) ? 1 : 0);
  }
  writeTensors(to, tensors);
}

function blocks(tensors, prefix) {
  const numbers = tensors.flatMap(({ key }) =>
    key.startsWith(prefix) ? [parseInt(key.slice(prefix.length), 10)] : [],
  );
  return Math.max(...numbers) + 1;
}

function isReset(key, depth) {
  return (
    key.startsWith(`visual.transformer.resblocks.${depth.vision - 1}.`) ||
    key.startsWith(`transformer.resblocks.${depth.text - 1}.`)
  );
}

/** Standard deviation of a tensor's random weights (`CLIP.initialize_parameters`); null for a tensor that is not drawn. */
function deviationOf({ key, shape }, depth) {
  if (key === 'visual.proj' || key === 'text_projection') return shape[0] ** -0.5;
  if (!isReset(key, depth) || shape.length < 2) return null;
  const layers = key.startsWith('visual.') ? depth.vision : depth.text;
  const width = key.endsWith('mlp.c_proj.weight') ? shape[0] : shape[1];
  if (key.endsWith('in_proj_weight')) return width ** -0.5;
  if (key.endsWith('c_fc.weight')) return (2 * width) ** -0.5;
  return width ** -0.5 * (2 * layers) ** -0.5;
}

function readTensors(path) {
  const bytes = readFileSync(path);
  const head = Number(bytes.readBigUInt64LE(0));
  const entries = Object.entries(JSON.parse(bytes.toString('utf8', 8, 8 + head)));
  return entries
    .filter(([key]) => key !== '__metadata__')
    .map(
      ([
        key,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        const raw = Uint8Array.from(bytes.subarray(8 + head + start, 8 + head + end)).buffer;
        return { key, shape, values: dtype === 'F16' ? halves(new Uint16Array(raw)) : new Float32Array(raw) };
      },
    );
}

function halves(bits) {
  return Float32Array.from(bits, (half) => {
    const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
    const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    return half & 0x8000 ? -size : size;
  });
}

function writeTensors(path, tensors) {
  let offset = 0;
  const head = { __metadata__: { format: 'pt' } };
  for (const { key, shape, values } of tensors) {
    head[key] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(
    path,
    Buffer.concat([length, text, ...tensors.map(({ values }) => Buffer.from(values.buffer))]),
  );
}

/** Normally distributed numbers (Box and Muller), from mulberry32. */
function normalNumbers(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
