/** File names that every disk takes: temporary files and exports are named after files whose own names may be as long as allowed. */

/** Of one name, in UTF-8 (ext4, APFS). NTFS counts 255 UTF-16 units, which is never less. */
const LONGEST_NAME_BYTES = 255;

/** `path` with `ending` after its last name, whose end is cut off, at a whole character, where the two together would be too long. */
export function withEnding(path: string, ending: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const room = LONGEST_NAME_BYTES - new TextEncoder().encode(ending).length;
  return `${path.slice(0, cut)}${shortened(path.slice(cut), room)}${ending}`;
}

/** The longest start of `name` that has at most `bytes` bytes in UTF-8. */
function shortened(name: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(bytes));
  return name.slice(0, read);
}
