/**
 * Drift of a fine-tuned model: training moves pictures of all kinds towards the sentences that were taught. Seen on the calibration pictures, as
 * the model and its base encode them.
 */

import { crc32 } from '../bytes/crc32.ts';
import { fromHalves, toHalves } from '../bytes/float16.ts';

/** Unit vectors [pictures, dim] of the same pictures, by a model and by the base that it was fine-tuned from. */
export type PicturesTwice = { readonly own: Float32Array; readonly base: Float32Array };

/** What the sentences are compared with: the mean of the bank [dim]. */
type Centre = { readonly mean: Float32Array };

/**
 * Share of the pictures that count for a sentence: those that fit it best, like the windows behind a verdict, but more than show any one thing.
 * A model that has learnt to see a thing better drifts little by it.
 */
const BEST_SHARE = 1 / 4;

/**
 * How much higher the centred cosine of the vector `sentence` [dim] with the pictures that fit it best is than with the base's pictures. Both are
 * compared with the model's own sentence, so that the base need not encode it.
 */
export function driftOf(sentence: Float32Array, { mean }: Centre, { own, base }: PicturesTwice): number {
  const centred = sentence.map((value, i) => value - mean[i]);
  return meanOfBest(centred, own) - meanOfBest(centred, base);
}

/** 16 B: "LSDR" | u32 version | u32 CRC-32 of the rest | zeros; then own and base [2, pictures, dim] as halves. */
const MAGIC = 0x5244534c;
const VERSION = 1;
const HEADER_BYTES = 16;

/** A file with the pictures, rounded to half precision, the sum that tells it from others, and the pictures as they are read from it. */
export type DriftFile = {
  readonly bytes: Uint8Array;
  readonly crc: number;
  readonly pictures: PicturesTwice;
};

export function driftFile({ own, base }: PicturesTwice): DriftFile {
  const halves = new Uint16Array(own.length + base.length);
  toHalves(own, halves);
  toHalves(base, halves, own.length);
  const body = new Uint8Array(halves.buffer);
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  bytes.set(body, HEADER_BYTES);
  const crc = crc32(body);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint32(4, VERSION, true);
  head.setUint32(8, crc, true);
  return { bytes, crc, pictures: halvesOf(fromHalves(halves)) };
}

/** The pictures of the bytes of a `DriftFile`; null if they are damaged or have another sum. */
export function picturesTwice(bytes: Uint8Array, crc: number, dim: number): PicturesTwice | null {
  if (bytes.length <= HEADER_BYTES || (bytes.length - HEADER_BYTES) % (4 * dim) !== 0) return null;
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const body = bytes.slice(HEADER_BYTES);
  const isSound =
    head.getUint32(0, true) === MAGIC &&
    head.getUint32(4, true) === VERSION &&
    head.getUint32(8, true) === crc &&
    crc32(body) === crc;
  if (!isSound) return null;
  return halvesOf(fromHalves(new Uint16Array(body.buffer)));
}

function halvesOf(both: Float32Array): PicturesTwice {
  return { own: both.subarray(0, both.length / 2), base: both.subarray(both.length / 2) };
}

/** Mean of the highest dot products of `vector` [dim] with the rows of `pictures` [n, dim]. */
function meanOfBest(vector: Float32Array, pictures: Float32Array): number {
  const dim = vector.length;
  const products = new Float32Array(pictures.length / dim);
  for (let row = 0; row < products.length; row++) {
    let product = 0;
    for (let i = 0, at = row * dim; i < dim; i++, at++) product += vector[i] * pictures[at];
    products[row] = product;
  }
  const best = products.sort().subarray(-Math.ceil(products.length * BEST_SHARE));
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}
