/** Which file of the built page a URL path names, judged before any file system sees it. */

export type PageFile = {
  /** Inside the page's folder, with forward slashes; never climbs out of it. */
  readonly path: string;
  readonly contentType: string;
  /** The name carries a content hash: it may be kept for ever. */
  readonly immutable: boolean;
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  wasm: 'application/wasm',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
};

/** `pathname` is still percent-encoded. Null for a path that is malformed, climbs, or is of no kind the page has. */
export function pageFile(pathname: string): PageFile | null {
  const decoded = decodedPath(pathname);
  if (decoded === null) return null;
  const path = decoded === '/' ? 'index.html' : decoded.slice(1);
  // Plain names only: no empty part, no dot file, no drive letter, no backslash, no NUL.
  if (!path.split('/').every((part) => /^[\w-][\w.@ -]*$/.test(part))) return null;
  const contentType = CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (contentType === undefined) return null;
  return { path, contentType, immutable: path.startsWith('assets/') };
}

/** `decodeURIComponent` that answers null instead of throwing. */
export function decodedPath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
