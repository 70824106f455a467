/** Checks a server's response to a download request and reads what it says about the file. */
import { InvalidInput, NotFound, Unreachable, Unsupported } from '../../../core/errors.ts';
import type { HttpResponse } from './http-get.ts';

const LONGEST_WAIT_MS = 120_000;

/** A failure that may pass. `waitMs` is the wait that the server asks for; null when it names none. */
export class Transient extends Error {
  readonly waitMs: number | null;
  constructor(message: string, waitMs: number | null = null, options: ErrorOptions = {}) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/**
 * Throws unless the response contains the file: `NotFound`, `Unsupported`, `Unreachable` and `InvalidInput` for what no retry would
 * change, `Transient` for the rest.
 */
export function checkResponse(url: URL, response: HttpResponse): void {
  checkStatus(url, response);
  checkContent(url, response);
}

function checkStatus({ host, href }: URL, response: HttpResponse): void {
  const { status } = response;
  if (status === 200 || status === 206) return;
  if (status === 404 || status === 410)
    throw new NotFound(
      `${href}: ${host} has no such file (${status}): find its current address on the model's page, and download it by address`,
    );
  if (status === 401 || status === 403)
    throw new Unsupported(
      `${href}: ${host} requires a sign-in or accepted terms (${status}): download the file in a browser, then import it`,
    );
  if (status === 407)
    throw new Unreachable(
      `the proxy requires a user name and password (407): put them in its address (http://user:password@host:port)`,
    );
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    throw new Transient(
      `${host} answered ${status}${status === 429 ? ' (too many requests)' : ''}`,
      retryAfterMs(response),
    );
  throw new InvalidInput(`${href}: ${host} answered ${status}`);
}

function retryAfterMs(response: HttpResponse): number | null {
  const text = response.lastHeader('retry-after');
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null;
}

function checkContent({ href, host }: URL, response: HttpResponse): void {
  const type = response.lastHeader('content-type');
  if (type !== null && /^(text\/html|application\/xhtml)/i.test(type))
    throw new InvalidInput(
      `${href}: ${host} sent a web page instead of the file (a sign-in page, or a company's web filter?): download the file in a browser, then import it`,
    );
  const encoding = response.lastHeader('content-encoding');
  if (encoding !== null && encoding !== 'identity')
    throw new Unsupported(`${href}: ${host} sent the file compressed (${encoding}), which was not requested`);
}

/** Hugging Face sends the SHA-256 of a large file with the redirect to its storage. */
export function publishedSha256(response: HttpResponse): string | null {
  const etag = response.header('x-linked-etag');
  const found = etag === null ? null : /^"?([0-9a-f]{64})"?$/.exec(etag);
  return found === null ? null : found[1];
}

/** Weak ETags do not promise the same bytes. */
export function validatorOf(response: HttpResponse): string | null {
  const etag = response.lastHeader('etag');
  return etag !== null && !etag.startsWith('W/') ? etag : response.lastHeader('last-modified');
}
