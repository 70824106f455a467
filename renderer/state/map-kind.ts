/** What the map shows of an answer: the similarity of the question, or where one of its phrases is found. */
import type { QueryId } from '../../core/documents/ids.ts';
import type { TextSpan } from '../../core/documents/search.ts';

/** A kind that belongs to another query than the one on the map counts as `similarity`. */
export type MapKind =
  | { readonly kind: 'similarity' }
  /** `spans`: the phrases that the chosen one is compared with; null for the noun phrases of the sentence. */
  | {
      readonly kind: 'phrase';
      readonly query: QueryId;
      readonly chosen: TextSpan;
      readonly spans: readonly TextSpan[] | null;
    };

export type PhraseKind = Extract<MapKind, { readonly kind: 'phrase' }>;

export const SIMILARITY: MapKind = { kind: 'similarity' };
