/** The entries of a zip archive as they lie in the file, read leniently. Not the reader under test. */

export type ZipEntry = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly headAt: number;
  /** Where the directory describes it. */
  readonly listedAt: number;
};

const END_BYTES = 22;
const MOST_ENTRIES = 200;

/** Empty for anything that is not a zip of stored entries. */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endAt = bytes.length - END_BYTES;
  if (endAt < 0 || view.getUint32(endAt, true) !== 0x0605_4b50) return [];
  const count = Math.min(MOST_ENTRIES, view.getUint16(endAt + 10, true));
  const entries: ZipEntry[] = [];
  let at = view.getUint32(endAt + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x0201_4b50) break;
    const [size, nameBytes, extra, comment] = [
      view.getUint32(at + 20, true),
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const headAt = view.getUint32(at + 42, true);
    if (headAt + 30 > bytes.length) break;
    const name = new TextDecoder('latin1').decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    const dataAt = headAt + 30 + view.getUint16(headAt + 26, true) + view.getUint16(headAt + 28, true);
    entries.push({ name, bytes: bytes.slice(dataAt, dataAt + size), headAt, listedAt: at });
    at += 46 + nameBytes + extra + comment;
  }
  return entries;
}
