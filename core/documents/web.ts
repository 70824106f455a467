/** What lies on servers that the user names: remote scenes, and a background for the map. */

/** Tiles by address: `{z}`, `{x}`, `{y}` (or `{-y}`) in it are replaced. WMS: the address of the service, and its layers. */
export type WebBackground = {
  readonly kind: 'xyz' | 'wms';
  readonly name: string;
  readonly address: string;
  /** Names of WMS layers, with commas between them; empty for tiles. */
  readonly layers: string;
  /** Shown on the map. */
  readonly attribution: string;
  readonly visible: boolean;
  readonly opacity: number;
};

/** Servers that the user allowed, as `host` or `host:port`. */
export type WebHosts = readonly string[];

/** True for an address on the web in the place of a path. */
export function isWebAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Name of the file at an address, or the last name of a path. */
export function fileNameOf(path: string): string {
  if (!isWebAddress(path)) return path.split(/[\\/]/).at(-1) ?? path;
  const [plain = path] = path.split(/[?#]/);
  const last = plain.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || (webHostOf(path) ?? path);
  } catch {
    // Not every server encodes its names as UTF-8.
    return last;
  }
}

/** `host` or `host:port` of an address; null for a path. */
export function webHostOf(path: string): string | null {
  const [, host] = /^https?:\/\/(?:[^/?#@]*@)?([^/?#@]+)/i.exec(path) ?? [];
  return host === undefined ? null : host.toLowerCase();
}
