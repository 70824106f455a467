/** CLIP's cleaning before the byte-pair encoding: repair, HTML-unescape twice, collapse white space, lower-case. */
import { unescapeHtml } from './html-unescape.ts';
import { repairText } from './repair-text.ts';

/** What `str.strip` of Python takes off both ends. */
const OUTER_SPACE = /^[\p{White_Space}\x1c-\x1f]+|[\p{White_Space}\x1c-\x1f]+$/gu;
const INNER_SPACE = /\p{White_Space}+/gu;

export function cleanText(text: string): string {
  const unescaped = unescapeHtml(unescapeHtml(repairText(text)));
  return unescaped.replaceAll(OUTER_SPACE, '').replaceAll(INNER_SPACE, ' ').trim().toLowerCase();
}
