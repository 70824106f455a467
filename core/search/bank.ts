/** Bank of everyday sentences as one model encodes them: the null distribution for the scores of other sentences. */

import { crc32 } from '../bytes/crc32.ts';
import { fromHalves, toHalves } from '../bytes/float16.ts';
import { toHex } from '../bytes/hex.ts';
import { type Encoder, embeddingIdentity, type ModelIdentity } from '../encoder.ts';
import { BANK_SENTENCES } from './bank-sentences.ts';
import { driftOf, type PicturesTwice } from './drift.ts';

export type Bank = {
  /** Fingerprint of sentences and model, as `bankId` gives it. */
  readonly id: string;
  /** Unit vectors, [count, dim], rounded to half precision as they are stored, so that stored vectors give the same scores. */
  readonly vectors: Float32Array;
  readonly count: number;
  readonly dim: number;
  /** Mean of the vectors, [dim]. Its dot product with a window is the window's mean cosine over the bank. */
  readonly mean: Float32Array;
  /** Null for a model that is not compared with a base. */
  readonly drift: BankDrift | null;
};

/** The pictures that tell how a fine-tuned model drifted, and the drift of each sentence of the bank. */
type BankDrift = { readonly pictures: PicturesTwice; readonly ofSentences: Float32Array };

/** 16 B: "LSBK" | u32 version | u32 CRC-32 of the rest | zeros; then the vectors [count, dim] as halves. */
const MAGIC = 0x4b42534c;
const VERSION = 1;
const HEADER_BYTES = 16;

/** A sentence this close to one of the bank means the same; its null distribution leaves that one out. */
const SAME_MEANING = 0.85;

/** By what tells models apart: each question asks for one several times. */
const bankIds = new Map<string, Promise<string>>();

/** SHA-256 in lower-case hex: differs for another list of sentences and for a model with other embeddings. */
export function bankId(model: ModelIdentity): Promise<string> {
  const identity = embeddingIdentity(model);
  const id = bankIds.get(identity) ?? sumOf(JSON.stringify([BANK_SENTENCES, identity]));
  bankIds.set(identity, id);
  return id;
}

async function sumOf(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

/** The encoded sentences of the bank, [count, dim] as halves. Takes some seconds for a large model. */
export async function encodeBank(encoder: Encoder, signal?: AbortSignal): Promise<Uint16Array> {
  const vectors = await encoder.encodeTexts(BANK_SENTENCES, signal);
  const halves = new Uint16Array(vectors.length);
  toHalves(vectors, halves);
  return halves;
}

/** A file with the encoded sentences. */
export function bankBytes(halves: Uint16Array): Uint8Array {
  const body = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  bytes.set(body, HEADER_BYTES);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint32(4, VERSION, true);
  head.setUint32(8, crc32(body), true);
  return bytes;
}

/** What `bankBytes` was given; null if the file is damaged or has vectors of another size. */
export function bankHalves(bytes: Uint8Array, dim: number): Uint16Array | null {
  if (bytes.length !== HEADER_BYTES + 2 * BANK_COUNT * dim) return null;
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const body = bytes.slice(HEADER_BYTES);
  const isSound =
    head.getUint32(0, true) === MAGIC &&
    head.getUint32(4, true) === VERSION &&
    head.getUint32(8, true) === crc32(body);
  return isSound ? new Uint16Array(body.buffer) : null;
}

/** The bank of the vectors [count, dim] given as halves. */
export function bankOf(id: string, halves: Uint16Array, dim: number): Bank {
  const vectors = fromHalves(halves);
  const count = vectors.length / dim;
  const mean = new Float32Array(dim);
  for (let at = 0; at < vectors.length; at++) mean[at % dim] += vectors[at] / count;
  return { id, vectors, count, dim, mean, drift: null };
}

/** The same bank for a model that drifted as `pictures` show. */
export function bankWithDrift(bank: Bank, pictures: PicturesTwice): Bank {
  const { vectors, count, dim } = bank;
  const ofSentences = Float32Array.from({ length: count }, (_, b) =>
    driftOf(vectors.subarray(b * dim, (b + 1) * dim), bank, pictures),
  );
  return { ...bank, drift: { pictures, ofSentences } };
}

/** Below it, two sentences of the bank are about different things. */
const SAME_SUBJECT = 0.7;

/** Whether two sentences of the bank, given by their places, are about different things. */
export function differInMeaning({ vectors, dim }: Bank, a: number, b: number): boolean {
  let cosine = 0;
  for (let i = 0; i < dim; i++) cosine += vectors[a * dim + i] * vectors[b * dim + i];
  return cosine < SAME_SUBJECT;
}

/** Number of sentences in the bank. */
export const BANK_COUNT = BANK_SENTENCES.length;

/** For each sentence of the bank, whether it differs in meaning from the unit vector `query` [dim]. */
export function othersThan(query: Float32Array, { vectors, count, dim }: Bank): boolean[] {
  return Array.from({ length: count }, (_, b) => {
    let cosine = 0;
    for (let i = 0; i < dim; i++) cosine += query[i] * vectors[b * dim + i];
    return cosine < SAME_MEANING;
  });
}
