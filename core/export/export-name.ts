/** File names of exports, made from the question. */
import type { QueryTerm } from '../documents/search.ts';

const MOST_LETTERS = 60;

/** The sentence in letters, digits and hyphens. A question by windows alone is called `question`. */
export function questionName(terms: readonly QueryTerm[]): string {
  const words = terms.map((term) =>
    term.kind !== 'text' ? 'example' : term.weight < 0 ? `not ${term.text}` : term.text,
  );
  const name = words
    .join(' ')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const short = [...name.replace(/^-|-$/g, '')].slice(0, MOST_LETTERS).join('');
  return short.replace(/-$/, '') || 'question';
}
