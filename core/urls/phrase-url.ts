/**
 * Address of the map of a phrase, as little-endian float32 cells: `data/phrase/{query}/{chosen}/{others}/{best|whole}`. A
 * phrase is `start-end`.
 */
import type { QueryId } from '../documents/ids.ts';
import type { TextSpan } from '../documents/search.ts';

const PATTERN = /^\/?data\/phrase\/([\w-]+\/\d+-\d+\/[\d.-]+\/(?:best|whole))$/;

export type PhraseAddress = {
  readonly query: QueryId;
  readonly chosen: TextSpan;
  /** The phrases that the chosen one was compared with. */
  readonly others: readonly TextSpan[];
  /** Whether the patches are those of the whole scene, not of the best windows. */
  readonly isWhole: boolean;
};

export function phraseUrl(address: PhraseAddress): string {
  return `data/phrase/${phraseKey(address)}`;
}

/** Text that tells maps of phrases apart. */
export function phraseKey({ query, chosen, others, isWhole }: PhraseAddress): string {
  const spanText = ({ start, end }: TextSpan) => `${start}-${end}`;
  const compared = others.length === 0 ? '-' : others.map(spanText).join('.');
  return `${query}/${spanText(chosen)}/${compared}/${isWhole ? 'whole' : 'best'}`;
}

/** The key that the address was made with; null for another kind of address. */
export function parsePhraseUrl(path: string): { readonly key: string } | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { key: match[1] };
}
