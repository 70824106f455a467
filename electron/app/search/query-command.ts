/** A question written as a command of `longsight`. */
import { ACCEPTED_WEIGHT, REJECTED_WEIGHT } from '../../../core/documents/reviews.ts';
import type { Outline, QueryResult, QueryTerm } from '../../../core/documents/search.ts';
import { Unsupported } from '../../../core/errors.ts';

/**
 * `platform` decides how words are quoted: for a POSIX shell, or for Windows. Throws `Unsupported` for example windows and weights, which
 * the command line does not take.
 */
export function queryCommand(
  { terms, area, model, grid, hits }: Pick<QueryResult, 'terms' | 'area' | 'model' | 'grid' | 'hits'>,
  scenePath: string,
  platform: NodeJS.Platform,
): string {
  const words = [
    ...['longsight', 'query', scenePath],
    ...terms.flatMap(termOptions),
    ...(area === null ? [] : ['--area', areaText(area)]),
    ...['--model', model, '--sizes', grid.sizesPx.join(','), '--top', String(Math.max(1, hits.length))],
  ];
  const quote = platform === 'win32' ? quotedForWindows : quotedForPosix;
  return words.map((word) => (/^[\w./:,=-]+$/.test(word) ? word : quote(word))).join(' ');
}

/** Columns and rows of the corners as `--area` takes them. */
function areaText(area: Outline): string {
  return area.map(([col, row]) => `${Math.round(col)},${Math.round(row)}`).join(',');
}

function termOptions(term: QueryTerm): readonly string[] {
  if (term.kind === 'window')
    throw new Unsupported('the command line takes sentences only: this question has an example window');
  if (term.kind === 'windows') return exampleOptions(term);
  if (Math.abs(term.weight) !== 1)
    throw new Unsupported(
      `the command line takes no weights: set the weight of "${term.text}" to 1, or ask without it`,
    );
  return [term.weight > 0 ? '--text' : '--not', term.text];
}

/** Judged hits, which the command line takes with their usual weights. */
function exampleOptions({ windows, weight }: QueryTerm & { readonly kind: 'windows' }): readonly string[] {
  if (weight !== ACCEPTED_WEIGHT && weight !== REJECTED_WEIGHT)
    throw new Unsupported('the command line takes no weights: refine the question again with the usual ones');
  const option = weight === ACCEPTED_WEIGHT ? '--like' : '--unlike';
  return windows.flatMap(({ col, row, widthPx }) => [option, `${col},${row},${widthPx}`]);
}

function quotedForPosix(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function quotedForWindows(word: string): string {
  return `"${word.replaceAll('"', '\\"')}"`;
}
