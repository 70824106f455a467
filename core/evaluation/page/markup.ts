/** Pieces of HTML. Texts of data sets are escaped wherever they come in. */

/** HTML that is safe to put into a page. */
export type Markup = { readonly html: string };

export type Content = Markup | string | number | null | readonly Content[];

/** Fills a template; strings and numbers are escaped, markup is kept. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { html: parts.map((part, i) => (i === 0 ? part : plain(contents[i - 1]) + part)).join('') };
}

/** A table; the first column has the row's name, columns of numbers stand right. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Content[])[],
): Markup {
  const isWords = head.map((_, column) => column === 0 || rows.some((row) => !isFigure(row[column])));
  const side = (column: number) => (isWords[column] ? 'words' : 'figure');
  const cell = (content: Content, column: number) =>
    column === 0
      ? markup`<th scope="row" class="words">${content}</th>`
      : markup`<td class="${side(column)}">${content}</td>`;
  return markup`<div class="wide"><table><caption>${caption}</caption>
<thead><tr>${head.map((name, column) => markup`<th scope="col" class="${side(column)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>`;
}

/** A number, an interval, or a dash. */
function isFigure(content: Content): boolean {
  return (
    content === null ||
    typeof content === 'number' ||
    (typeof content === 'string' && /^[-+\d.]*( to [-\d.]+)?$|^–$/.test(content))
  );
}

/** A number with `digits` decimals; a dash for null. */
export function figure(value: number | null, digits = 1): string {
  return value === null || !Number.isFinite(value) ? '–' : value.toFixed(digits);
}

export function interval(ends: readonly [number, number] | null, digits = 1): string {
  return ends === null ? '–' : `${ends[0].toFixed(digits)} to ${ends[1].toFixed(digits)}`;
}

function plain(content: Content): string {
  if (content === null) return '';
  if (Array.isArray(content)) return content.map(plain).join('');
  if (typeof content === 'object') return (content as Markup).html;
  return String(content).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
