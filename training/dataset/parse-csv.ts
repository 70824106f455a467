/** Parses comma-separated values with quotes (RFC 4180) from a text that comes in pieces. */
import { InvalidInput } from '../../core/errors.ts';
import { checkRecordLength } from './read-text.ts';

/** `line` is the line of its first character, counted from 1. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Yields the rows of each piece, without empty lines. Throws `InvalidInput` naming the line of an unclosed quote. */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  separator: string,
  name: string,
): AsyncGenerator<readonly CsvRow[]> {
  let [waiting, line] = ['', 1];
  const rowsOf = (text: string, isAll: boolean): CsvRow[] => {
    const rows: CsvRow[] = [];
    let at = 0;
    while (at < text.length) {
      const first = line;
      const row = readRow({ text, separator, isAll, place: () => `${name}, line ${first}` }, at);
      if (row === null) break;
      line += row.lines;
      at = row.end;
      if (row.cells.length > 1 || row.cells[0] !== '') rows.push({ line: first, cells: row.cells });
    }
    waiting = text.slice(at);
    return rows;
  };
  for await (const piece of pieces) {
    yield rowsOf(waiting + piece, false);
    checkRecordLength(waiting, () => `${name}, line ${line}`);
  }
  yield rowsOf(waiting, true);
}

type Table = {
  readonly text: string;
  readonly separator: string;
  /** True if nothing comes after `text`. */
  readonly isAll: boolean;
  readonly place: () => string;
};
type Row = { readonly cells: readonly string[]; readonly end: number; readonly lines: number };
type Cell = { readonly value: string; readonly end: number; readonly lines: number };

/** Null if the row continues in the next piece. */
function readRow(table: Table, start: number): Row | null {
  const { text, separator, isAll } = table;
  const cells: string[] = [];
  let [at, lines] = [start, 1];
  for (;;) {
    const cell = readCell(table, at);
    if (cell === null) return null;
    cells.push(cell.value);
    lines += cell.lines;
    at = cell.end;
    if (text[at] !== separator) break;
    at++;
  }
  if (text[at] === '\r') at++;
  if (at >= text.length && !isAll) return null;
  if (text[at] === '\n') at++;
  return { cells, end: at, lines };
}

/** `end` is at a separator, a line end, or the end. Null if the cell may continue in the next piece. */
function readCell(table: Table, start: number): Cell | null {
  const { text, separator, isAll, place } = table;
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
    return end === text.length && !isAll ? null : { value: text.slice(start, end), end, lines: 0 };
  }
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0 && !isAll) return null;
    if (quote < 0) throw new InvalidInput(`${place()}: a quote is not closed`);
    if (quote + 1 === text.length && !isAll) return null;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return closedCell(table, value, quote + 1);
    value += '"';
    at = quote + 2;
  }
}

function closedCell({ text, separator, place }: Table, value: string, end: number): Cell {
  if (end < text.length && ![separator, '\n', '\r'].includes(text[end]))
    throw new InvalidInput(`${place()}: unexpected text after a closing quote`);
  return { value, end, lines: value.split('\n').length - 1 };
}
