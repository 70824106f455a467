/**
 * Requests of codec-worker.mjs as flat lists, because the names of nested objects cost more than the numbers. Plain JavaScript, for both sides.
 * Blocks that are not of a file, and rows of blocks, go as they are.
 */

const CODECS = ['none', 'deflate', 'zstd', 'lzw', 'lerc', 'jpeg', 'crop'];
const WRAPPED = ['none', 'deflate', 'zstd'];

/** `id`, `spare` and `block` of a request, for `blockRequest`. */
export function blockMessage(block, id, spare) {
  const codec = CODECS.indexOf(block.codec);
  if (codec < 0 || block.bytes instanceof Uint8Array) return [id, spare, -1, block];
  if (block.codec === 'crop') {
    const { descriptor, at, rowBytes, strideBytes, rows } = block;
    return [id, spare, codec, descriptor, at, rowBytes, strideBytes, rows];
  }
  const { descriptor, at, length } = block.bytes;
  const list = [id, spare, codec, descriptor, at, length];
  if (block.codec === 'jpeg') {
    const { tables, isYcbcr, widthPx, leastRows, mostRows, samples } = block;
    list.push(tables, isYcbcr, widthPx, leastRows, mostRows, samples);
  } else if (block.codec === 'lerc') {
    const { sizeBytes, wrapped, samples, pixels, swappedBytes } = block;
    list.push(sizeBytes, WRAPPED.indexOf(wrapped), samples, pixels, swappedBytes);
  } else {
    const { rowSamples, step, sampleBytes, predictor, isSwapped } = block.order ?? NO_ORDER;
    list.push(rowSamples, step, sampleBytes, predictor, isSwapped);
    for (const { from, to, sizeBytes, mostBytes } of block.parts) list.push(from, to, sizeBytes, mostBytes);
  }
  return list;
}

const NO_ORDER = { rowSamples: 0, step: 0, sampleBytes: 0, predictor: 0, isSwapped: false };

export function blockRequest([id, spare, number, ...rest]) {
  return { id, spare, block: number < 0 ? rest[0] : blockOf(CODECS[number], rest) };
}

function blockOf(codec, rest) {
  if (codec === 'crop') {
    const [descriptor, at, rowBytes, strideBytes, rows] = rest;
    return { codec, descriptor, at, rowBytes, strideBytes, rows };
  }
  const [descriptor, at, length] = rest;
  const bytes = { descriptor, at, length };
  if (codec === 'jpeg') {
    const [, , , tables, isYcbcr, widthPx, leastRows, mostRows, samples] = rest;
    return { codec, bytes, tables, isYcbcr, widthPx, leastRows, mostRows, samples };
  }
  if (codec === 'lerc') {
    const [, , , sizeBytes, wrapped, samples, pixels, swappedBytes] = rest;
    return { codec, bytes, sizeBytes, wrapped: WRAPPED[wrapped], samples, pixels, swappedBytes };
  }
  const [, , , rowSamples, step, sampleBytes, predictor, isSwapped] = rest;
  const order = rowSamples === 0 ? null : { rowSamples, step, sampleBytes, predictor, isSwapped };
  const parts = [];
  for (let i = 8; i < rest.length; i += 4)
    parts.push({ from: rest[i], to: rest[i + 1], sizeBytes: rest[i + 2], mostBytes: rest[i + 3] });
  return { codec, bytes, parts, order };
}
