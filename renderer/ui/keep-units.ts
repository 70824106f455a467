/** Texts of the core, which are also printed on the command line: in the window, no line ends between a number and its unit. */
const BEFORE_UNIT =
  /(?<=\d) (?=(?:%|px|km²|m²|km|cm|m|ms|min|s|h|B|kB|MB|GB|TB|M|Mio\.|windows\/s)(?![\p{L}\d²]))/gu;

export function keepUnits(text: string): string {
  return text.replace(BEFORE_UNIT, '\u00a0');
}
