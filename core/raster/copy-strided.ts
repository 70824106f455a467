/** Copies of parts of rows, and of every n-th sample of rows, quick for samples of any type. */
import type { SampleArray } from '../tensor/samples.ts';

/** One side of a copy: where it begins, and the distances of samples and of rows. */
type Layout = { readonly at: number; readonly step: number; readonly row: number };

/**
 * Copies `rows` parts of rows of `samples` samples between arrays of the same type. As bytes: the type of the samples would be looked up for
 * each row.
 */
export function copyRows(
  source: SampleArray,
  from: Omit<Layout, 'step'>,
  target: SampleArray,
  to: Omit<Layout, 'step'>,
  samples: number,
  rows: number,
): void {
  const size = source.BYTES_PER_ELEMENT;
  const [read, written] = [bytesOf(source), bytesOf(target)];
  // Rows that follow each other on both sides are one.
  if (samples === from.row && samples === to.row)
    copyBytes(read, from.at * size, 0, written, to.at * size, 0, samples * rows * size, 1);
  else
    copyBytes(
      read,
      from.at * size,
      from.row * size,
      written,
      to.at * size,
      to.row * size,
      samples * size,
      rows,
    );
}

function bytesOf({ buffer, byteOffset, byteLength }: SampleArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function copyBytes(
  source: Uint8Array,
  from: number,
  fromStep: number,
  target: Uint8Array,
  to: number,
  toStep: number,
  count: number,
  rows: number,
): void {
  for (let row = 0, a = from, b = to; row < rows; row++, a += fromStep, b += toStep)
    target.set(source.subarray(a, a + count), b);
}

type Words = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * Copies `rows` rows of `cols` samples between arrays of the same type. Each size has a loop of its own: one for all types would look up
 * the type for each sample, and be several times slower.
 */
export function copyStrided(
  source: SampleArray,
  from: Layout,
  target: SampleArray,
  to: Layout,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): void {
  const [read, written] = [wordsOf(source), wordsOf(target)];
  for (let row = 0; row < rows; row++) {
    const [a, b] = [from.at + row * from.row, to.at + row * to.row];
    if (read instanceof Uint8Array) copy8(read, a, from.step, written as Uint8Array, b, to.step, cols);
    else if (read instanceof Uint16Array)
      copy16(read, a, from.step, written as Uint16Array, b, to.step, cols);
    else if (read instanceof Uint32Array)
      copy32(read, a, from.step, written as Uint32Array, b, to.step, cols);
    else copy64(read, a, from.step, written as Float64Array, b, to.step, cols);
  }
}

/** The same bits as unsigned integers; 64-bit samples are floats. */
function wordsOf({ buffer, byteOffset, length, BYTES_PER_ELEMENT }: SampleArray): Words {
  if (BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, length);
  if (BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, length);
  if (BYTES_PER_ELEMENT === 4) return new Uint32Array(buffer, byteOffset, length);
  return new Float64Array(buffer, byteOffset, length);
}

type Copy<T> = (
  source: T,
  at: number,
  step: number,
  target: T,
  to: number,
  toStep: number,
  cols: number,
) => void;

const copy8: Copy<Uint8Array> = (source, at, step, target, to, toStep, cols) => {
  for (let i = 0, a = at, b = to; i < cols; i++, a += step, b += toStep) target[b] = source[a];
};

const copy16: Copy<Uint16Array> = (source, at, step, target, to, toStep, cols) => {
  for (let i = 0, a = at, b = to; i < cols; i++, a += step, b += toStep) target[b] = source[a];
};

const copy32: Copy<Uint32Array> = (source, at, step, target, to, toStep, cols) => {
  for (let i = 0, a = at, b = to; i < cols; i++, a += step, b += toStep) target[b] = source[a];
};

const copy64: Copy<Float64Array> = (source, at, step, target, to, toStep, cols) => {
  for (let i = 0, a = at, b = to; i < cols; i++, a += step, b += toStep) target[b] = source[a];
};
