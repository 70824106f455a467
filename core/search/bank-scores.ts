/**
 * Scores that the sentences of a bank reach in an index: the null distribution of the verdict. It grows with the index, so that a maximum
 * over many windows is compared with other maxima over the same windows.
 */
import { crc32 } from '../bytes/crc32.ts';
import { fromHex } from '../bytes/hex.ts';
import { type Bank, differInMeaning } from './bank.ts';
import { bestScores, windowsIn } from './best-scores.ts';
import { Comparison } from './comparison.ts';
import { type Grid, segmentCount } from './grid.ts';
import type { OpenIndex, Scores } from './open-index.ts';
import { type Standing, TOP_WINDOWS, Top } from './standing.ts';

/** 48 B: "LSBS" | u32 version | u32 records | u32 CRC-32 of the rest | 32 B id of the bank; then float32: tops, means. */
const MAGIC = 0x5342534c;
const VERSION = 1;
const HEADER_BYTES = 48;
/** Records between two turns of the event loop; one takes some milliseconds. */
const RECORDS_AT_ONCE = 4;

export class BankScores {
  readonly #bank: Bank;
  /** [segments, sentences, TOP_WINDOWS]: highest centred cosines, as in `Top`. */
  readonly #tops: Float32Array;
  readonly #means: readonly Float32Array[];
  readonly #within: Scores | null;
  #recordsDone = 0;

  /** With `within`, the scores in a part of the index: windows without a number there are left out. */
  constructor(bank: Bank, grid: Grid, within: Scores | null = null) {
    this.#bank = bank;
    this.#within = within;
    this.#tops = new Float32Array(grid.segments.length * bank.count * TOP_WINDOWS).fill(
      Number.NEGATIVE_INFINITY,
    );
    this.#means = grid.segments.map((segment) => new Float32Array(segmentCount(segment)).fill(Number.NaN));
  }

  get recordsDone(): number {
    return this.#recordsDone;
  }

  /** Adds the new records of `index`, which must have the same grid. Lets other work run; after an abort, the records added so far are kept. */
  async catchUp(index: OpenIndex, signal?: AbortSignal): Promise<void> {
    while (this.#recordsDone < index.recordsDone) {
      signal?.throwIfAborted();
      const end = Math.min(index.recordsDone, this.#recordsDone + RECORDS_AT_ONCE);
      while (this.#recordsDone < end) this.#add(index, this.#recordsDone++);
      if (this.#recordsDone < index.recordsDone) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** Scores of a query minus the bank's mean in the same window: how much better a window fits this sentence than the average one. */
  centred(scores: Scores): Scores {
    return scores.map((list, s) => {
      const means = this.#means[s];
      return list.map((score, i) => score - means[i]);
    });
  }

  /** Mean cosine of the bank with the window whose centred score is highest; NaN if no window has an embedding. */
  bankCosineAtBest(centred: Scores): number {
    const [best] = bestScores(centred, 1);
    return best === undefined ? Number.NaN : this.#means[best.list][best.number];
  }

  /** The state as bytes, for `fromBytes`. */
  toBytes(): Uint8Array {
    const floats = [this.#tops, ...this.#means];
    const bytes = new Uint8Array(HEADER_BYTES + floats.reduce((sum, part) => sum + part.byteLength, 0));
    let at = HEADER_BYTES;
    for (const part of floats) {
      bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    const head = new DataView(bytes.buffer);
    head.setUint32(0, MAGIC, true);
    head.setUint32(4, VERSION, true);
    head.setUint32(8, this.#recordsDone, true);
    head.setUint32(12, crc32(bytes.subarray(HEADER_BYTES)), true);
    bytes.set(fromHex(this.#bank.id), 16);
    return bytes;
  }

  /** Restores the state from `toBytes`. False, without a change, if the bytes are damaged or of another bank or grid. */
  fromBytes(bytes: Uint8Array): boolean {
    const floats = [this.#tops, ...this.#means];
    const size = HEADER_BYTES + floats.reduce((sum, part) => sum + part.byteLength, 0);
    if (bytes.length !== size) return false;
    const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    const id = fromHex(this.#bank.id);
    const isSound =
      head.getUint32(0, true) === MAGIC &&
      head.getUint32(4, true) === VERSION &&
      id.every((byte, i) => bytes[16 + i] === byte) &&
      head.getUint32(12, true) === crc32(bytes.subarray(HEADER_BYTES));
    if (!isSound) return false;
    this.#recordsDone = head.getUint32(8, true);
    let at = HEADER_BYTES;
    for (const part of floats) {
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength).set(
        bytes.subarray(at, at + part.byteLength),
      );
      at += part.byteLength;
    }
    return true;
  }

  /**
   * Standing of the unit vector `query` [dim], whose centred scores are `centred`, by the mean of the `best` windows (at most `TOP_WINDOWS`).
   * Null if no window has an embedding, or too few sentences of the bank differ in meaning.
   */
  standing(query: Float32Array, centred: Scores, best = TOP_WINDOWS): Standing | null {
    const reached = topOf(centred).mean(best);
    if (reached === null) return null;
    return new Comparison(this.#bank, query).standing(reached, windowsIn(centred), (b) =>
      this.topOf(b).mean(best),
    );
  }

  /**
   * Sentences of the bank that fit the scene best, best first, each of another meaning; and the one that fits least. Null without an
   * embedding.
   */
  extremes(count: number): { readonly best: readonly number[]; readonly least: number } | null {
    const { count: sentences } = this.#bank;
    const ranked = Array.from({ length: sentences }, (_, b) => ({
      b,
      reached: this.topOf(b).mean(),
    }))
      .flatMap(({ b, reached }) => (reached === null ? [] : [{ b, reached }]))
      .toSorted((one, other) => other.reached - one.reached)
      .map(({ b }) => b);
    const least = ranked.at(-1);
    if (least === undefined) return null;
    const best: number[] = [];
    for (const b of ranked)
      if (best.length < count && best.every((other) => differInMeaning(this.#bank, b, other))) best.push(b);
    return { best, least };
  }

  /** The highest centred cosines of one sentence of the bank in all segments. */
  topOf(sentence: number): Top {
    return topOf(this.#means.map((_, s) => this.#topsOf(s, sentence)));
  }

  #add(index: OpenIndex, record: number): void {
    const { count: sentences } = this.#bank;
    const { segment, first, count } = index.recordPlace(record);
    const within = this.#within?.[segment].subarray(first, first + count) ?? null;
    if (within?.every(Number.isNaN)) return;
    const { scores } = index.recordScores(record, this.#bank.vectors);
    if (within !== null) leaveOut(scores, within);
    const tops = this.#tops.subarray(
      segment * sentences * TOP_WINDOWS,
      (segment + 1) * sentences * TOP_WINDOWS,
    );
    addToBank(tops, this.#means[segment].subarray(first, first + count), scores);
  }

  #topsOf(segment: number, sentence: number): Float32Array {
    const at = (segment * this.#bank.count + sentence) * TOP_WINDOWS;
    return this.#tops.subarray(at, at + TOP_WINDOWS);
  }
}

/**
 * Adds some windows with the bank's `scores` [sentences, windows]: writes their means [windows], and keeps the highest centred cosines in
 * `tops` [sentences, TOP_WINDOWS].
 */
export function addToBank(tops: Float32Array, means: Float32Array, scores: Float32Array): void {
  const [count, sentences] = [means.length, tops.length / TOP_WINDOWS];
  means.fill(0);
  for (let b = 0; b < sentences; b++)
    for (let i = 0; i < count; i++) means[i] += scores[b * count + i] / sentences;
  for (let b = 0; b < sentences; b++) {
    const top = new Top(tops.subarray(b * TOP_WINDOWS, (b + 1) * TOP_WINDOWS));
    for (let i = 0; i < count; i++) top.add(scores[b * count + i] - means[i]);
  }
}

/** Writes NaN into `scores` [sentences, windows] for the windows that are NaN in `within` [windows]. */
function leaveOut(scores: Float32Array, within: Float32Array): void {
  const count = within.length;
  for (let i = 0; i < count; i++)
    if (Number.isNaN(within[i])) for (let at = i; at < scores.length; at += count) scores[at] = Number.NaN;
}

function topOf(lists: readonly Float32Array[]): Top {
  const top = new Top();
  for (const list of lists) for (const value of list) top.add(value);
  return top;
}

/** Standing of one sentence over several indexes, which are added one by one. */
export class StandingAcross {
  readonly #comparison: Comparison;
  readonly #tops: ReadonlyMap<number, Top>;
  readonly #reached = new Top();
  #windows = 0;

  constructor(bank: Bank, query: Float32Array) {
    this.#comparison = new Comparison(bank, query);
    this.#tops = new Map(this.#comparison.others.map((b) => [b, new Top()]));
  }

  /** `centred` are the sentence's centred scores in the index of `bankScores`. */
  add(bankScores: BankScores, centred: Scores): void {
    this.#windows += windowsIn(centred);
    for (const value of topOf(centred).values) this.#reached.add(value);
    for (const [sentence, top] of this.#tops)
      for (const value of bankScores.topOf(sentence).values) top.add(value);
  }

  /** Null if no window was added, or the bank has too few sentences. */
  get standing(): Standing | null {
    const reached = this.#reached.mean();
    if (reached === null) return null;
    return this.#comparison.standing(reached, this.#windows, (b) => this.#tops.get(b)?.mean() ?? null);
  }
}
