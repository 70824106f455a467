/** A query as one line of text: plain sentences as they are, other terms with sign and weight. */
import type { QueryTerm } from '../../core/documents/search.ts';

export function termsInWords(terms: readonly QueryTerm[]): string {
  return terms
    .map((term, i) => {
      const words =
        term.kind === 'text'
          ? term.text.trim()
          : `window ${term.window.col}, ${term.window.row} (${term.window.widthPx} × ${term.window.heightPx} px)`;
      if (term.weight === 1) return i === 0 ? words : `+ ${words}`;
      const factor = Math.abs(term.weight) === 1 ? '' : `${Math.abs(term.weight)} × `;
      return `${term.weight < 0 ? '−' : i === 0 ? '' : '+'} ${factor}${words}`.trim();
    })
    .join(' ');
}
