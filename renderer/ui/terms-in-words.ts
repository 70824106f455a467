/** A query as one line of text: plain sentences as they are, other terms with sign and weight. */
import type { QueryTerm } from '../../core/documents/search.ts';
import { strings } from './strings.ts';

export function termsInWords(terms: readonly QueryTerm[]): string {
  return terms
    .map((term, i) => {
      const words = termInWords(term);
      if (term.weight === 1) return i === 0 ? words : `+ ${words}`;
      const factor = Math.abs(term.weight) === 1 ? '' : `${Math.abs(term.weight)} × `;
      return `${term.weight < 0 ? '−' : i === 0 ? '' : '+'} ${factor}${words}`.trim();
    })
    .join(' ');
}

function termInWords(term: QueryTerm): string {
  if (term.kind === 'text') return term.text.trim();
  if (term.kind === 'windows') return strings.hits(term.windows.length);
  const { col, row, widthPx, heightPx } = term.window;
  return strings.window(col, row, widthPx, heightPx);
}
