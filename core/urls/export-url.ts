/** Address of an exported file that a browser downloads: `data/export/{name}`. */

const PATTERN = /^\/?data\/export\/([^/]+)$/;

export function exportUrl(name: string): string {
  return `data/export/${encodeURIComponent(name)}`;
}

/** Null for another kind of address. Throws `URIError` for a name that is not percent-encoded correctly. */
export function parseExportUrl(path: string): { readonly name: string } | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { name: decodeURIComponent(match[1]) };
}
