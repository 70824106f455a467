/** CLIP's byte-pair encoding: 49,408 ids over bytes, merged by rank within each word. */
import table from './bpe-merges.json';
import { PairQueue } from './pair-queue.ts';

export const START_OF_TEXT = 49406;
export const END_OF_TEXT = 49407;

/** Marks the last symbol of a word in the vocabulary. */
const WORD_END = '</w>';
const CACHED_WORDS = 50_000;
const LONGEST_CACHED = 100;

type Vocabulary = {
  /** A printable character for each of the 256 bytes. */
  readonly byteSymbols: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  /** Rank by `left right`; the lowest rank is merged first. */
  readonly ranks: ReadonlyMap<string, number>;
};

const utf8 = new TextEncoder();
const cache = new Map<string, readonly number[]>();
let vocabulary: Vocabulary | null = null;

/** Token ids of one word (without white space), without start and end of text. */
export function encodeWord(word: string): readonly number[] {
  const known = cache.get(word);
  if (known) return known;
  vocabulary ??= loadVocabulary();
  const { byteSymbols, ids } = vocabulary;
  const symbols = Array.from(utf8.encode(word), (byte) => byteSymbols[byte]);
  symbols[symbols.length - 1] += WORD_END;
  const tokens = mergePairs(symbols, vocabulary.ranks).map((symbol) => ids.get(symbol)!);
  if (word.length > LONGEST_CACHED) return tokens;
  if (cache.size >= CACHED_WORDS) cache.clear();
  cache.set(word, tokens);
  return tokens;
}

function loadVocabulary(): Vocabulary {
  const byteSymbols = printableBytes();
  const merges = table.merges.split('\n');
  const symbols = inVocabularyOrder(byteSymbols);
  const tokens = [
    ...symbols,
    ...symbols.map((symbol) => symbol + WORD_END),
    ...merges.map((pair) => pair.replace(' ', '')),
  ];
  return {
    byteSymbols,
    ids: new Map(tokens.map((token, id) => [token, id])),
    ranks: new Map(merges.map((pair, rank) => [pair, rank])),
  };
}

/**
 * Repeatedly merges all occurrences of the pair of lowest rank, from left to right, until no pair has a rank. A merged symbol never
 * starts a pair of lower rank than its own, so that pairs can be taken from a queue; a word of a megabyte takes about a second.
 */
function mergePairs(symbols: readonly string[], ranks: ReadonlyMap<string, number>): readonly string[] {
  const current: (string | null)[] = [...symbols];
  // Neighbours of each place that is left; a symbol that was merged into the one before it is null.
  const next = Int32Array.from(symbols, (_, i) => i + 1);
  const previous = Int32Array.from(symbols, (_, i) => i - 1);
  const queue = new PairQueue();
  const add = (left: number): void => {
    if (left < 0 || next[left] >= symbols.length) return;
    const rank = ranks.get(`${current[left]} ${current[next[left]]}`);
    if (rank !== undefined) queue.push(rank, left);
  };
  for (let i = 0; i + 1 < symbols.length; i++) add(i);
  for (let pair = queue.pop(); pair !== null; pair = queue.pop()) {
    const { rank, left } = pair;
    const right = next[left];
    // By now the place may hold another symbol, or none.
    if (current[left] === null || right >= symbols.length) continue;
    if (ranks.get(`${current[left]} ${current[right]}`) !== rank) continue;
    current[left] = `${current[left]}${current[right]}`;
    current[right] = null;
    next[left] = next[right];
    if (next[left] < symbols.length) previous[next[left]] = left;
    add(previous[left]);
    add(left);
  }
  return current.filter((symbol) => symbol !== null);
}

/** Printable Latin-1 bytes map to themselves, all others to characters from U+0100 on. */
function printableBytes(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : next++));
}

/** The vocabulary lists the printable bytes first. */
function inVocabularyOrder(byteSymbols: readonly string[]): string[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return [...bytes.filter(isPrintable), ...bytes.filter((byte) => !isPrintable(byte))].map(
    (byte) => byteSymbols[byte],
  );
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}
