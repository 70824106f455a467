/** Unescaping of HTML character references by the rules of the HTML standard, as in Python's `html.unescape`. */
import table from './html-references.json';

/** Characters by name; names include the `;` if it is required. */
const REFERENCES: ReadonlyMap<string, string> = new Map(Object.entries(table.references));
const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;
const REPLACEMENT = '\ufffd';

/** Characters for the numbers 0x80 to 0x9f in the standard: windows-1252, with undefined bytes unchanged. */
export const WINDOWS_1252_FROM_80 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

export function unescapeHtml(text: string): string {
  return text.includes('&') ? text.replaceAll(REFERENCE, (_, reference: string) => resolve(reference)) : text;
}

/** Characters for a numeric reference given without its `&` ("#233;", "#xE9"). */
export function resolveNumber(reference: string): string {
  const hexadecimal = reference[1] === 'x' || reference[1] === 'X';
  const number = Number.parseInt(reference.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
  if (number === 0) return REPLACEMENT;
  if (number === 0x0d) return '\r';
  if (number >= 0x80 && number <= 0x9f) return WINDOWS_1252_FROM_80[number - 0x80];
  if ((number >= 0xd800 && number <= 0xdfff) || number > 0x10ffff) return REPLACEMENT;
  return isNoCharacter(number) ? '' : String.fromCodePoint(number);
}

/** Characters for a name, which must match exactly, including its `;`. */
export function namedReference(name: string): string | undefined {
  return REFERENCES.get(name);
}

/** All names that end in `;`. */
export function closedReferences(): [name: string, characters: string][] {
  return [...REFERENCES].filter(([name]) => name.endsWith(';'));
}

function resolve(reference: string): string {
  if (reference[0] === '#') return resolveNumber(reference);
  const whole = REFERENCES.get(reference);
  if (whole !== undefined) return whole;
  const characters = [...reference];
  for (let length = characters.length - 1; length > 1; length--) {
    const start = characters.slice(0, length).join('');
    const found = REFERENCES.get(start);
    if (found !== undefined) return found + reference.slice(start.length);
  }
  return `&${reference}`;
}

/** True for control characters and noncharacters that the standard drops. */
function isNoCharacter(number: number): boolean {
  return (
    (number >= 0x1 && number <= 0x8) ||
    number === 0xb ||
    (number >= 0xe && number <= 0x1f) ||
    (number >= 0x7f && number <= 0x9f) ||
    (number >= 0xfdd0 && number <= 0xfdef) ||
    (number & 0xfffe) === 0xfffe
  );
}
