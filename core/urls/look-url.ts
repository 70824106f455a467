/** Address of the map of a first look, as little-endian float32 cells: `data/look/{id}`. */

const PATTERN = /^\/?data\/look\/([\w-]+)$/;

export function lookUrl(id: string): string {
  return `data/look/${id}`;
}

/** Null for another kind of address. */
export function parseLookUrl(path: string): { readonly id: string } | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { id: match[1] };
}
