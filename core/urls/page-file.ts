/** Mapping from URL paths to files of the built page, checked before any file system access. */
import { LANGUAGES, type Language } from '../documents/language.ts';

export type PageFile = {
  /** Path inside the page's folder, with forward slashes; never leads out of it. */
  readonly path: string;
  readonly contentType: string;
  /** True if the name contains a content hash, so that the file can be cached forever. */
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

/** The file for a percent-encoded `pathname`; `/` is the page in `language`. Null if it is malformed, leads out of the folder or has an unknown file type. */
export function pageFile(pathname: string, language: Language): PageFile | null {
  const decoded = decodedPath(pathname);
  if (decoded === null) return null;
  const path = decoded === '/' ? documentOf(language) : decoded.slice(1);
  // Plain names only: no empty part, dot file, drive letter, backslash or NUL.
  if (!path.split('/').every((part) => /^[\w-][\w.@ -]*$/.test(part))) return null;
  const contentType = CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (contentType === undefined) return null;
  return { path, contentType, immutable: path.startsWith('assets/') };
}

/** `decodeURIComponent`, but null instead of an error for malformed input. */
export function decodedPath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** As `build/vite/one-language.mjs` names them. */
function documentOf(language: Language): string {
  return language === LANGUAGES[0] ? 'index.html' : `index.${language}.html`;
}
