/** The tokenizer of a SentencePiece vocabulary: pieces, then the end of text. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { readSpieceModel, SIGLIP_STEPS } from './read-spiece-model.ts';
import { readTokenizerJson } from './read-tokenizer-json.ts';
import { END_PIECE, type SentencePieces, type VocabularyName } from './sentence-pieces.ts';
import { cutting, type Tokenize } from './tokenizer.ts';
import { unigramEncoder } from './unigram.ts';

/** Reads a vocabulary file of a SigLIP model. Throws `InvalidInput` or `Unsupported`, naming `path`. */
export function readVocabulary(name: VocabularyName, bytes: Uint8Array, path: string): SentencePieces {
  try {
    const vocabulary =
      name === 'spiece.model' ? readSpieceModel(bytes, SIGLIP_STEPS) : readTokenizerJson(bytes);
    endId(vocabulary);
    return vocabulary;
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
    const Kind = error instanceof InvalidInput ? InvalidInput : Unsupported;
    throw new Kind(`${path}: ${error.message}`, { cause: error });
  }
}

export function sentencePieceTokenizer(vocabulary: SentencePieces): Tokenize {
  return cutting({ encode: unigramEncoder(vocabulary), before: [], after: [endId(vocabulary)] });
}

/** Id of the piece that ends a text. */
export function endId({ pieces }: SentencePieces): number {
  const id = pieces.findIndex(({ text }) => text === END_PIECE);
  if (id < 0) throw new InvalidInput(`the vocabulary has no piece ${END_PIECE} to end texts with`);
  return id;
}
