/** The interface of tokenizers: CLIP's byte pairs and SentencePiece. */
import { InvalidInput } from '../../core/errors.ts';

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

/**
 * Ids of `prefix` and `text`. `limit` is the model's context length. A text that is too long is cut, and its last id is the end of
 * text.
 */
export type Tokenize = (text: string, limit: number, prefix: string) => TokenizedText;

/** Encoding of a text: its ids, and the ids before and after them. */
export type Encoding = {
  readonly encode: (text: string) => readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
};

/** The tokenizer of an encoding, which cuts texts that are too long. */
export function cutting({ encode, before, after }: Encoding): Tokenize {
  const around = before.length + after.length;
  return (text, limit, prefix) => {
    if (!Number.isInteger(limit) || limit <= around) throw new InvalidInput(`a limit of ${limit} tokens`);
    const inner = encode(prefix + text);
    const count = inner.length + around;
    const truncated = count > limit;
    return {
      ids: [...before, ...(truncated ? inner.slice(0, limit - around) : inner), ...after],
      count,
      limit,
      truncated,
      cutPoint: truncated ? longestFittingStart(encode, text, limit - around, prefix) : null,
    };
  };
}

/** Binary search, because a longer prefix never has fewer tokens, except inside a word. */
function longestFittingStart(encode: Encoding['encode'], text: string, most: number, prefix: string): number {
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (encode(prefix + text.slice(0, middle)).length <= most) fits = middle;
    else tooLong = middle;
  }
  const splitsPair = /[\ud800-\udbff]/.test(text[fits - 1] ?? '');
  return splitsPair ? fits - 1 : fits;
}
