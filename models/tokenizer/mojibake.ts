/**
 * Repair of UTF-8 that was decoded with a single-byte encoding ("cafÃ©"). Text is changed only where it contains complete UTF-8
 * sequences that make no sense as letters.
 */
import { encodeIn, type SingleByteEncoding, singleByteEncodings } from './single-byte-encodings.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const MAX_ROUNDS = 20;

/** Encodings tried for a part of an otherwise correct text. */
const WESTERN = singleByteEncodings().filter(({ label }) => label === 'latin-1' || label === 'windows-1252');

/** Lead bytes of UTF-8 sequences as they appear in windows-1252 and related encodings. */
const LEAD_2 =
  'ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßÃĂĆČĎĐĘĚĹŃŇŐŘŮŰŢŤŔŞŠŽĀĄĒĖĢĪĮĶĻŅŌŚŪŲŹŻВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήί';
const LEAD_3 = 'àáâãäåæçèéêëìíîïăćčďęĺŕźąāėēģķīļабвгдежзийклмноп';
const LEAD_4 = 'ðñòóđńšğр';
/** Continuation bytes 0x80-0xbf in Latin-1, windows-1252, -1250, -1251, -1254 and -1257. */
const CONTINUATION =
  '\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźˇ˘Ł¸ĄŞŻ˛łąşĽ˝ľżЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґё№єјЅѕї΄΅ΆΈΉΊΌΎΏΐ\\u2015øæØÆŖŗ';
const SEQUENCE = new RegExp(
  `(?:[${LEAD_2}][${CONTINUATION}]|[${LEAD_3}][${CONTINUATION}]{2}|[${LEAD_4}][${CONTINUATION}]{3})+`,
  'gu',
);

const TWO_BYTES_ONLY = new RegExp(`^(?:[${LEAD_2}][${CONTINUATION}])+$`, 'u');

/**
 * Second characters that ftfy 6.3 takes for misread bytes after a first one; after others, such as "Ú¥" and "Æ·", it leaves them.
 * Observed by asking it about all pairs.
 */
const C1 = Array.from({ length: 32 }, (_, i) => String.fromCharCode(0x80 + i)).join('');
const SYMBOLS = '¤¦¨ª¬¯¸º²³ƒ†‡ˆ‰˜ˇ˘˛';
const SIGNS = '§°±µ¶¹¼½¾№';
const QUOTES = '¡©«¿‚„‹‘“•šœž΄΅';
const AFTER_ACCENTED = `${C1}${SYMBOLS}${SIGNS}`;
const AFTER_FIRST = `${AFTER_ACCENTED}${QUOTES}¢£€\xa0\xad®´·»”–—™›˝ŠŸ`;
const CAPITALS = 'ŒŽŚŤŹŁĄŞŻĽҐØÆ';

/** Takes a currency sign after it for a misread byte too, unless the text begins here. */
const ACCENTED = 'ÂÃÎÐÄÅÆÇÈÉÊËÌÍÏÑØÜÝĂĆČĎĐĘĚĹŃŇŘŮŰŢŤŞŠŽĀĄĒĖĢĪĶĻŅŚŹŻ';
const CURRENCY = '¢£¥€';

function isAccented(lead: string): boolean {
  return ACCENTED.includes(lead);
}

function improbableAfter(lead: string): string {
  if ('ÂÃÎÐ'.includes(lead)) return AFTER_FIRST;
  if (isAccented(lead)) return AFTER_ACCENTED;
  if (lead === '×') return `${C1}${SYMBOLS}${QUOTES}${CAPITALS}ŠŸśťźłąşľżґæ`;
  if (lead === 'ß') return `${C1}${SYMBOLS.replaceAll(/[²³]/g, '')}${CAPITALS}ŠŸ¢£€¥`;
  return 'άέήί'.includes(lead) ? `${C1}${CAPITALS}ŠŸ` : C1;
}

export function repairMojibake(text: string): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const repaired = repairOnce(current);
    if (repaired === current) return current;
    current = repaired;
  }
  return current;
}

function repairOnce(text: string): string {
  if (!isSuspicious(text)) return text;
  return (
    redecode(text, singleByteEncodings()) ??
    text.replaceAll(SEQUENCE, (part: string, at: number) =>
      isImprobable(part, at, text) ? (redecode(part, WESTERN) ?? part) : part,
    )
  );
}

/** Null if no encoding gives valid UTF-8. */
function redecode(text: string, encodings: readonly SingleByteEncoding[]): string | null {
  for (const encoding of encodings) {
    const bytes = encodeIn(encoding, text);
    if (!bytes) continue;
    const decoded = decodeUtf8(bytes) ?? decodeUtf8(withNoBreakSpaces(bytes));
    if (decoded !== null) return decoded;
  }
  return null;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Many programs replace the byte 0xa0 by a space; after 0xc3 it was the second byte of "à". A single space there was both that byte
 * and the following space; of two spaces, the first was that byte.
 */
function withNoBreakSpaces(bytes: Uint8Array): Uint8Array {
  const restored: number[] = [];
  bytes.forEach((byte, i) => {
    if (byte !== 0x20 || bytes[i - 1] !== 0xc3) restored.push(byte);
    else if (bytes[i + 1] === 0x20) restored.push(0xa0);
    else restored.push(0xa0, 0x20);
  });
  return Uint8Array.from(restored);
}

function isSuspicious(text: string): boolean {
  return (
    [...text.matchAll(SEQUENCE)].some((found) => isImprobable(found[0], found.index, text)) ||
    text.includes('Ã ')
  );
}

/** Whether a run of sequences makes no sense as letters. Longer sequences never do; of two characters, only some pairs do not. */
function isImprobable(part: string, at: number, text: string): boolean {
  if (!TWO_BYTES_ONLY.test(part)) return true;
  const isFollowed = text[at + part.length] === ' ';
  const characters = [...part];
  return characters.some((lead, i) => {
    if (i % 2 !== 0) return false;
    const second = characters[i + 1];
    return (
      improbableAfter(lead).includes(second) ||
      (at + i > 0 && isAccented(lead) && CURRENCY.includes(second)) ||
      (isFollowed && i + 2 === characters.length && isLigature(lead, second))
    );
  });
}

/** Before a space, the capital ligature after capitals and the small one after accented letters. */
function isLigature(lead: string, second: string): boolean {
  if (second === 'Œ') return lead !== '×';
  return second === 'œ' && !'ÂÃÎÐ×'.includes(lead);
}
