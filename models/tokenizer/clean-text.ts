/** CLIP's text cleaning before byte-pair encoding: repair, HTML unescape twice, collapse white space, lower-case. */
import { unescapeHtml } from './html-unescape.ts';
import { repairText } from './repair-text.ts';

/** Python's white space; JavaScript's `\s` and `trim` also include the byte-order mark. */
const SPACE = /\p{White_Space}+/gu;

export function cleanText(text: string): string {
  return unescapeHtml(unescapeHtml(repairText(text)))
    .replaceAll(SPACE, ' ')
    .replaceAll(/^ | $/g, '')
    .toLowerCase();
}
