/** Single-byte encodings with which UTF-8 is most often misread, as tables from character to byte. */
import { WINDOWS_1252_FROM_80 } from './html-unescape.ts';

const LABELS = [
  'latin-1',
  'windows-1252',
  'windows-1251',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'iso-8859-2',
  'macintosh',
] as const;

export type SingleByteEncoding = {
  readonly label: (typeof LABELS)[number];
  /** Byte by code point. Bytes undefined in the encoding map to the code point of the same number. */
  readonly bytes: ReadonlyMap<number, number>;
};

let encodings: readonly SingleByteEncoding[] | null = null;

/** The encodings in the order in which they are tried. */
export function singleByteEncodings(): readonly SingleByteEncoding[] {
  encodings ??= LABELS.map((label) => ({ label, bytes: tableOf(label) }));
  return encodings;
}

/** The bytes of `text`; null if a character is not in the encoding. */
export function encodeIn({ bytes }: SingleByteEncoding, text: string): Uint8Array | null {
  const encoded: number[] = [];
  for (const character of text) {
    const byte = bytes.get(character.codePointAt(0)!);
    if (byte === undefined) return null;
    encoded.push(byte);
  }
  return Uint8Array.from(encoded);
}

function tableOf(label: (typeof LABELS)[number]): ReadonlyMap<number, number> {
  const table = new Map<number, number>();
  const decode = decoderOf(label);
  for (let byte = 255; byte >= 0; byte--) {
    const decoded = decode(byte);
    table.set(decoded === 0xfffd ? byte : decoded, byte);
  }
  return table;
}

/** Latin-1 and windows-1252 are decoded here: on the web "latin1" means windows-1252, but some versions of Node decode both as Latin-1. */
function decoderOf(label: (typeof LABELS)[number]): (byte: number) => number {
  if (label === 'latin-1') return (byte) => byte;
  if (label === 'windows-1252')
    return (byte) => (byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252_FROM_80.codePointAt(byte - 0x80)! : byte);
  const decoder = new TextDecoder(label);
  return (byte) => decoder.decode(Uint8Array.of(byte)).codePointAt(0)!;
}
