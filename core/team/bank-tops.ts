/** What the verdict needs of an index beside its embeddings: the highest centred cosines of the bank's sentences, over all its windows. */
import type { Bank } from '../search/bank.ts';
import { addToBank } from '../search/bank-scores.ts';
import { Comparison } from '../search/comparison.ts';
import type { DotKernel } from '../search/scan/dot-kernel.ts';
import { type Standing, TOP_WINDOWS, Top } from '../search/standing.ts';

/** [sentences, TOP_WINDOWS]; -Infinity where there are fewer windows. */
export type BankTops = Float32Array;

export function noTops({ count }: Bank): BankTops {
  return new Float32Array(count * TOP_WINDOWS).fill(Number.NEGATIVE_INFINITY);
}

/** Adds the windows whose embeddings are `halves` [windows, dim] to `tops`; returns the mean cosine of the bank with each. */
export function addWindows(tops: BankTops, bank: Bank, halves: Uint16Array, kernel: DotKernel): Float32Array {
  const means = new Float32Array(halves.length / bank.dim);
  addToBank(tops, means, kernel.scanMany(halves, bank.vectors));
  return means;
}

/** Adds the windows of `more` to `tops`. */
export function addTops(tops: BankTops, more: BankTops): void {
  for (let at = 0; at < tops.length; at += TOP_WINDOWS) {
    const top = new Top(tops.subarray(at, at + TOP_WINDOWS));
    for (const value of more.subarray(at, at + TOP_WINDOWS)) top.add(value);
  }
}

/** Little-endian float32. */
export function topsBytes(tops: BankTops): Uint8Array {
  const bytes = new Uint8Array(tops.length * 4);
  const view = new DataView(bytes.buffer);
  tops.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return bytes;
}

/** Null for bytes of a bank of another length. */
export function topsOf(bytes: Uint8Array, { count }: Bank): BankTops | null {
  if (bytes.length !== count * TOP_WINDOWS * 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count * TOP_WINDOWS }, (_, i) => view.getFloat32(4 * i, true));
}

/**
 * Standing of the unit vector `query` [dim] whose highest centred cosines are `reached`, in the `windows` windows of `tops`. Null without windows, or
 * if too few sentences of the bank differ in meaning.
 */
export function standingOf(
  bank: Bank,
  query: Float32Array,
  reached: Top,
  windows: number,
  tops: BankTops,
): Standing | null {
  const mean = reached.mean();
  if (mean === null) return null;
  return new Comparison(bank, query).standing(mean, windows, (b) =>
    new Top(tops.slice(b * TOP_WINDOWS, (b + 1) * TOP_WINDOWS)).mean(),
  );
}
