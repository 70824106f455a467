/** What the map shows of an answer: the similarity of the question, where one of its phrases is found, or the map of the SeLo paper. */
import type { QueryId } from '../../core/documents/ids.ts';
import type { QueryResult, TextSpan } from '../../core/documents/search.ts';
import type { SeloVersion } from '../../core/documents/selo.ts';

export type MapKind =
  | { readonly kind: 'similarity' }
  /** `spans`: the phrases that the chosen one is compared with; null for the noun phrases of the sentence. */
  | {
      readonly kind: 'phrase';
      readonly query: QueryId;
      readonly chosen: TextSpan;
      readonly spans: readonly TextSpan[] | null;
    }
  | { readonly kind: 'selo'; readonly query: QueryId; readonly version: SeloVersion };

export type PhraseKind = Extract<MapKind, { readonly kind: 'phrase' }>;
export type SeloKind = Extract<MapKind, { readonly kind: 'selo' }>;

export const SIMILARITY: MapKind = { kind: 'similarity' };

/** The kind as it applies to a result: one that was chosen for another query counts as `similarity`. */
export function kindFor(kind: MapKind, result: QueryResult | undefined): MapKind {
  return kind.kind !== 'similarity' && kind.query === result?.id ? kind : SIMILARITY;
}
