/** Fetches from the servers that the user allowed: ranges of files, and small whole answers. Through the user's proxy, if there is one. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { InvalidInput, NotFound, Unreachable, Unsupported } from '../../../core/errors.ts';
import { NewestFirst } from '../../../core/newest-first.ts';
import type { RangeAnswer } from '../../node/http-byte-source.ts';
import type { DownloadSettingsStore } from '../download/download-settings.ts';
import { type HttpResponse, httpGet } from '../download/http-get.ts';
import { proxyFor } from '../download/proxy.ts';
import type { WebAccess } from './web-access.ts';

const ANSWER_MS = 30_000;
const AT_ONCE = 6;
const HEADERS = { 'User-Agent': 'Longsight', Accept: '*/*', 'Accept-Encoding': 'identity' };

export class WebClient {
  readonly #access: WebAccess;
  readonly #settings: DownloadSettingsStore;
  readonly #queue = new NewestFirst(AT_ONCE);
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: AT_ONCE }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: AT_ONCE }),
  };

  constructor(access: WebAccess, settings: DownloadSettingsStore) {
    this.#access = access;
    this.#settings = settings;
  }

  /** Throws `Unsupported` for a server that sends the whole file instead; nothing of that is read. */
  async range(address: string, offset: number, length: number, signal: AbortSignal): Promise<RangeAnswer> {
    const range = { Range: `bytes=${offset}-${offset + length - 1}` };
    return this.#get(address, range, signal, async (response) => {
      const { host } = response.url;
      if (response.status === 200)
        throw new Unsupported(
          `${address}: ${host} does not answer requests for parts of a file: download the file, and open the copy`,
        );
      checkStatus(address, response, 206);
      const [, from, , size] =
        /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.lastHeader('content-range') ?? '') ?? [];
      if (from === undefined || Number(from) !== offset)
        throw new InvalidInput(`${address}: ${host} sent another part of the file than was asked for`);
      const sizeBytes = Number(size);
      const bytes = await bodyOf(address, response, Math.min(length, sizeBytes - offset));
      if (bytes.length !== Math.min(length, sizeBytes - offset))
        throw new Unreachable(`${address}: the connection to ${host} was lost`);
      const version = response.lastHeader('etag') ?? response.lastHeader('last-modified') ?? '';
      return { bytes, sizeBytes, version };
    });
  }

  /** The whole answer, at most `mostBytes`. */
  async whole(address: string, mostBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.#get(address, {}, signal, (response) => {
      checkStatus(address, response, 200);
      return bodyOf(address, response, mostBytes);
    });
  }

  isAllowed(address: string): boolean {
    return this.#access.isAllowed(address);
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  async #get<T>(
    address: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    read: (response: HttpResponse) => Promise<T>,
  ): Promise<T> {
    this.#access.check(address);
    const { proxy } = await this.#settings.get();
    const route = {
      proxyFor: (url: URL) => proxyFor(url, proxy, process.env),
      answerMs: ANSWER_MS,
      mayFollow: (to: URL) => this.#access.isAllowed(to.href),
      agents: this.#agents,
    };
    return this.#queue.run(async () => {
      const response = await httpGet(new URL(address), { ...HEADERS, ...headers }, route, signal);
      try {
        return await read(response);
      } finally {
        response.body.destroy();
      }
    }, signal);
  }
}

function checkStatus(address: string, { status, url }: HttpResponse, expected: number): void {
  if (status === expected) return;
  if (status === 404 || status === 410)
    throw new NotFound(`${address}: ${url.host} has no such file (${status})`);
  if (status === 401 || status === 403)
    throw new Unsupported(
      `${address}: ${url.host} does not allow it (${status}): a sign-in or a key may be missing in the address`,
    );
  if (status === 429 || status >= 500)
    throw new Unreachable(`${url.host} answered ${status}: try again later`);
  throw new InvalidInput(`${address}: ${url.host} answered ${status}`);
}

async function bodyOf(address: string, response: HttpResponse, mostBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response.pieces) {
    bytes += piece.length;
    if (bytes > mostBytes)
      throw new InvalidInput(
        `${address}: ${response.url.host} sent more than the ${mostBytes} bytes that were expected`,
      );
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}
