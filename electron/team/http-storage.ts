/** Files of a share that a web server offers: read in ranges, never followed to another address. */

import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput, NotFound, Unreachable, Unsupported } from '../../core/errors.ts';
import type { FileStat, Host, Storage } from '../../core/host.ts';

type Head = FileStat & { readonly tag: string };

/** A share over the internet may answer slowly; a server that is gone should not hold a block for ever. */
const MOST_MS = 60_000;

export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** `host` that also reads `http://` and `https://` paths. Nothing is ever written there. */
export function withWebFiles(host: Host): Host {
  const { storage } = host;
  const web: Storage = new Proxy(storage, {
    get: (inner, name: keyof Storage) => {
      const own = inner[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const [path] = args;
        if (typeof path !== 'string' || !isAddress(path)) return own.apply(inner, args);
        const read = WEB[name as keyof typeof WEB] as ((path: string) => unknown) | undefined;
        if (read === undefined) throw new Unsupported(`${path}: files on a web server can only be read`);
        return read(path);
      };
    },
  });
  return { ...host, storage: web };
}

const WEB = {
  openRead: openAddress,
  readFile: async (address: string) => new Uint8Array(await (await get(address)).arrayBuffer()),
  stat: (address: string): Promise<FileStat> => headOf(address),
  fingerprint: async (address: string) => JSON.stringify(await headOf(address)),
  fileAt,
  exists: async (address: string): Promise<boolean> => (await fileAt(address)) !== null,
  realPath: async (address: string) => address,
  isFolder: async () => false,
  list: async () => [],
} satisfies Partial<Record<keyof Storage, (address: string) => Promise<unknown>>>;

function fileAt(address: string): Promise<FileStat | null> {
  return headOf(address).catch((error: unknown) => {
    if (error instanceof NotFound) return null;
    throw error;
  });
}

async function openAddress(address: string): Promise<ByteSource> {
  const { sizeBytes, tag } = await headOf(address);
  return {
    name: address,
    sizeBytes,
    read: async (offset, length, signal) => {
      if (length === 0) return new Uint8Array(0);
      const range = `bytes=${offset}-${offset + length - 1}`;
      const answer = await get(address, { range, ...(tag === '' ? {} : { 'if-match': tag }) }, signal);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.status !== 206 && bytes.length !== length)
        throw new Unsupported(
          `${address}: the server does not send parts of files: it needs HTTP range requests`,
        );
      if (bytes.length !== length)
        throw new InvalidInput(
          `${address}: ${length} bytes were asked for at byte ${offset}, ${bytes.length} came`,
        );
      return bytes;
    },
    close: async () => undefined,
  };
}

async function headOf(address: string): Promise<Head> {
  const { headers } = await answerOf(address, { method: 'HEAD' });
  const sizeBytes = Number(headers.get('content-length') ?? Number.NaN);
  if (!Number.isSafeInteger(sizeBytes))
    throw new Unsupported(`${address}: the server does not say how large the file is`);
  const modifiedMs = Date.parse(headers.get('last-modified') ?? '');
  // A weak tag cannot be compared byte by byte.
  const tag = headers.get('etag') ?? '';
  return {
    sizeBytes,
    modifiedMs: Number.isFinite(modifiedMs) ? modifiedMs : 0,
    tag: tag.startsWith('W/') ? '' : tag,
  };
}

function get(address: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
  return answerOf(address, { headers }, signal);
}

async function answerOf(address: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  const limit = AbortSignal.timeout(MOST_MS);
  const answer = await fetch(address, {
    ...init,
    // Another address might lie outside the share.
    redirect: 'error',
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new Unreachable(`${address}: the server does not answer, or leads elsewhere`, { cause });
  });
  if (answer.status === 404 || answer.status === 410) throw new NotFound(`${address}: there is no such file`);
  if (answer.status === 412) throw new InvalidInput(`${address}: the file was changed while it was read`);
  if (!answer.ok)
    throw new Unreachable(`${address}: the server answers ${answer.status} ${answer.statusText}`);
  return answer;
}
