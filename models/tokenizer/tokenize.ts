/** A text → what the text tower reads of it. */
import { InvalidInput } from '../../core/errors.ts';
import { END_OF_TEXT, encodeWord, START_OF_TEXT } from './byte-pairs.ts';
import { cleanText } from './clean-text.ts';

export type TokenizedText = {
  /** At most `limit` ids, with start and end of text, not padded. */
  readonly ids: readonly number[];
  /** Ids of the whole text, with start and end: more than `limit` where it was cut. */
  readonly count: number;
  /** Positions of the text tower. */
  readonly limit: number;
  readonly truncated: boolean;
  /** Length in UTF-16 units of the longest start of the text that fits; null where all of it does. */
  readonly cutPoint: number | null;
};

/** CLIP's word pattern. Its white space is Unicode's, which is not JavaScript's `\s`. */
const WORD =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/giu;
const SPECIAL_IDS: ReadonlyMap<string, number> = new Map([
  ['<|startoftext|>', START_OF_TEXT],
  ['<|endoftext|>', END_OF_TEXT],
]);

/**
 * Ids of `prefix` and `text`. `limit` is the model's context length (248 or 77). A text that is too long is cut, and its
 * last id is the end of text.
 */
export function tokenize(text: string, limit: number, prefix: string): TokenizedText {
  if (!Number.isInteger(limit) || limit < 3) throw new InvalidInput(`a limit of ${limit} tokens`);
  const inner = encodeText(prefix + text);
  const count = inner.length + 2;
  const truncated = count > limit;
  return {
    ids: [START_OF_TEXT, ...(truncated ? inner.slice(0, limit - 2) : inner), END_OF_TEXT],
    count,
    limit,
    truncated,
    cutPoint: truncated ? longestFittingStart(text, limit - 2, prefix) : null,
  };
}

/** Number of ids of a text, with start and end, however many. */
export function tokenCount(text: string): number {
  return encodeText(text).length + 2;
}

/** Ids without start and end, however many. */
export function encodeText(text: string): number[] {
  const ids: number[] = [];
  for (const [word] of cleanText(text).matchAll(WORD)) {
    const special = SPECIAL_IDS.get(word);
    if (special !== undefined) ids.push(special);
    else for (const id of encodeWord(word)) ids.push(id);
  }
  return ids;
}

/** By halving: a longer start of a text never has fewer tokens, up to a word that is cut in its middle. */
function longestFittingStart(text: string, most: number, prefix: string): number {
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (encodeText(prefix + text.slice(0, middle)).length <= most) fits = middle;
    else tooLong = middle;
  }
  const splitsPair = /[\ud800-\udbff]/.test(text[fits - 1] ?? '');
  return splitsPair ? fits - 1 : fits;
}
