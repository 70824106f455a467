/** CLIP's tokenization of texts for the text tower. */
import { END_OF_TEXT, encodeWord, START_OF_TEXT } from './byte-pairs.ts';
import { cleanText } from './clean-text.ts';
import { cutting, type Tokenize } from './tokenizer.ts';

/** CLIP's word pattern. White space is that of Unicode, which differs from JavaScript's `\s`. */
const WORD =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/giu;
const SPECIAL_IDS: ReadonlyMap<string, number> = new Map([
  ['<|startoftext|>', START_OF_TEXT],
  ['<|endoftext|>', END_OF_TEXT],
]);

/** Ids of `prefix` and `text`, with start and end of text. */
export const tokenize: Tokenize = cutting({
  encode: encodeText,
  before: [START_OF_TEXT],
  after: [END_OF_TEXT],
});

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
