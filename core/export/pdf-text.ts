/** Text in the standard fonts of PDF: Windows-1252, widths of Helvetica, lines. */

/** What Windows-1252 has at 0x80 to 0x9f, where it differs from Latin-1. */
const HIGH = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** Widths of the characters from space to tilde, in thousandths of the size (Adobe's metrics of Helvetica). */
// biome-ignore format: in rows of sixteen
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** Of accented letters and signs, roughly. */
const OTHER_WIDTH = 600;

/** Whether the standard fonts have every character. */
export function isWindows1252(text: string): boolean {
  return [...text].every((letter) => codeOf(letter) !== null);
}

/** The inside of a PDF string. */
export function escapedPdf(text: string): string {
  return [...text]
    .map((letter) => {
      const code = codeOf(letter) ?? 0x3f;
      if (letter === '(' || letter === ')' || letter === '\\') return `\\${letter}`;
      return code < 0x20 || code > 0x7e ? `\\${code.toString(8).padStart(3, '0')}` : letter;
    })
    .join('');
}

/** In points. */
export function textWidth(text: string, size: number): number {
  const units = [...text].reduce((sum, letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return sum + (code >= 32 && code < 127 ? WIDTHS[code - 32] : OTHER_WIDTH);
  }, 0);
  return (units * size) / 1000;
}

/** At most `most` lines no wider than `width`; what does not fit ends in an ellipsis. */
export function wrapped(text: string, size: number, width: number, most: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines[lines.length - 1];
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, most).map((line) => shortened(line, size, width));
  if (lines.length > most) kept[most - 1] = shortened(`${kept[most - 1]}…`, size, width);
  return kept;
}

function shortened(line: string, size: number, width: number): string {
  if (textWidth(line, size) <= width) return line;
  let letters = [...line.replace(/…$/, '')];
  while (letters.length > 0 && textWidth(`${letters.join('')}…`, size) > width)
    letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

/** Null for a character that Windows-1252 lacks. */
function codeOf(letter: string): number | null {
  const code = letter.codePointAt(0) ?? 0;
  if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code;
  const high = letter === '\0' ? -1 : HIGH.indexOf(letter);
  return high < 0 ? null : 0x80 + high;
}
