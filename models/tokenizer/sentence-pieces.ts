/** A SentencePiece unigram vocabulary, as a model brings it in a file of its own. */
import type { CharMap } from './char-map.ts';

/** Files that hold a vocabulary, in order of preference. */
export const VOCABULARY_FILES = ['spiece.model', 'tokenizer.json'] as const;
export type VocabularyName = (typeof VOCABULARY_FILES)[number];

/** Only normal pieces are matched in texts; a byte piece stands for one byte of a character without a piece. */
export type PieceKind = 'normal' | 'unknown' | 'control' | 'byte' | 'unused';

export type Piece = {
  readonly text: string;
  /** Logarithm of its probability, in float32. */
  readonly score: number;
  readonly kind: PieceKind;
};

/** A change of the text before it is split. */
export type TextStep =
  | { readonly kind: 'lower-case' }
  | { readonly kind: 'replace'; readonly pattern: RegExp; readonly by: string }
  | { readonly kind: 'trim' }
  | { readonly kind: 'characters'; readonly map: CharMap };

export type SentencePieces = {
  /** The pieces, by id. */
  readonly pieces: readonly Piece[];
  readonly steps: readonly TextStep[];
  /** Runs of spaces become one, and those at the ends are removed. */
  readonly collapsesSpaces: boolean;
  /** A space is put before every text. */
  readonly addsSpace: boolean;
  /** Characters without a piece become byte pieces. */
  readonly bytesForUnknown: boolean;
};

/** Ends every text; SigLIP also pads with it. */
export const END_PIECE = '</s>';
/** Stands for a space in pieces. */
export const SPACE_PIECE = '\u2581';
