/** File names that every disk accepts. Temporary files and exports are named after other files, whose names may already have the full length. */

/** Limit on one name, in UTF-8 (ext4, APFS). NTFS allows 255 UTF-16 units, which is never less. */
const LONGEST_NAME_BYTES = 255;

/** `path` with `ending` after its last name. If the two together are too long, the name is shortened by whole characters. */
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
