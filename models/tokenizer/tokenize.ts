/** Tokenization of texts for the text tower. */
import { InvalidInput } from '../../core/errors.ts';
import { END_OF_TEXT, encodeWord, START_OF_TEXT } from './byte-pairs.ts';
import { cleanText } from './clean-text.ts';

export type TokenizedText = {
  /** At most `limit` ids, including start and end of text, without padding. */
  readonly ids: readonly number[];
  /** Number of ids of the whole text, including start and end of text; more than `limit` if it was truncated. */
  readonly count: number;
  /** Context length of the model. */
  readonly limit: number;
  readonly truncated: boolean;
  /** Length, in UTF-16 units, of the longest prefix of the text that fits; null if all of it does. */
  readonly cutPoint: number | null;
};

/** CLIP's word pattern. White space is that of Unicode, which differs from JavaScript's `\s`. */
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

/** Number of token ids of a text, including start and end of text, before truncation. */
export function tokenCount(text: string): number {
  return encodeText(text).length + 2;
}

/** All ids of `text`, without start and end of text. */
export function encodeText(text: string): number[] {
  const ids: number[] = [];
  for (const [word] of cleanText(text).matchAll(WORD)) {
    const special = SPECIAL_IDS.get(word);
    if (special !== undefined) ids.push(special);
    else for (const id of encodeWord(word)) ids.push(id);
  }
  return ids;
}

/** Binary search: except inside a word, a longer prefix never has fewer tokens. */
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
