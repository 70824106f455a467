/** Parses comma-separated values with quotes (RFC 4180). */
import { InvalidInput } from '../../core/errors.ts';

/** `line` is the line of its first character, counted from 1. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Row by row, without empty lines. Throws `InvalidInput` naming the line of an unclosed quote. */
export function* parseCsv(text: string, separator: string, name: string): Generator<CsvRow> {
  let [at, line] = [0, 1];
  while (at < text.length) {
    const first = line;
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(text, at, separator, () => `${name}, line ${first}`);
      cells.push(cell.value);
      line += cell.lines;
      at = cell.end;
      if (text[at] !== separator) break;
      at++;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    if (cells.length > 1 || cells[0] !== '') yield { line: first, cells };
  }
}

type Cell = { readonly value: string; readonly end: number; readonly lines: number };

/** `end` is at a separator, a line end, or the end. */
function readCell(text: string, start: number, separator: string, place: () => string): Cell {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
    return { value: text.slice(start, end), end, lines: 0 };
  }
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new InvalidInput(`${place()}: a quote is not closed`);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return closedCell(text, value, quote + 1, separator, place);
    value += '"';
    at = quote + 2;
  }
}

function closedCell(text: string, value: string, end: number, separator: string, place: () => string): Cell {
  if (end < text.length && ![separator, '\n', '\r'].includes(text[end]))
    throw new InvalidInput(`${place()}: unexpected text after a closing quote`);
  return { value, end, lines: value.split('\n').length - 1 };
}
