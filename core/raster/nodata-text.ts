/** Nodata values as text, as GDAL and other writers state them. */

const number = /^[-+]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?/i;

/** The value at the start of tag 42113; a decimal comma is understood, what follows the number is ignored. Null if there is none. */
export function nodataText(bytes: Uint8Array | null): number | null {
  return bytes === null ? null : parseNodata(new TextDecoder('latin1').decode(bytes));
}

/** `nodataText` for text that is not in a tag. */
export function parseNodata(stated: string): number | null {
  const text = stated.split('\0', 1)[0].trim();
  if (/^[-+]?nan/i.test(text)) return Number.NaN;
  if (/^[-+]?(1\.#)?inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const found = number.exec(text);
  return found === null ? null : Number(found[0].replace(',', '.'));
}
