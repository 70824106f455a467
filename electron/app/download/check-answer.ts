/** Reads a server's answer to a download request: whether it holds the file, and what it says about the file. */
import { InvalidInput, NotFound, Unreachable, Unsupported } from '../../../core/errors.ts';
import type { Answer } from './http-get.ts';

const LONGEST_WAIT_MS = 120_000;

/** A fault that another try may get past. `waitMs` is the wait that the server asks for. */
export class Transient extends Error {
  readonly waitMs: number | null;
  constructor(message: string, waitMs: number | null = null, options: ErrorOptions = {}) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/**
 * Throws unless the answer holds the file: `NotFound`, `Unsupported`, `Unreachable` and `InvalidInput` for what no further try
 * changes, `Transient` for the rest.
 */
export function checkAnswer(url: URL, answer: Answer): void {
  checkStatus(url, answer);
  checkContent(url, answer);
}

function checkStatus({ host, href }: URL, answer: Answer): void {
  const { status } = answer;
  if (status === 200 || status === 206) return;
  if (status === 404 || status === 410)
    throw new NotFound(
      `${href}: ${host} has no such file (${status}): look at the model's page for its present name, and download it with its address`,
    );
  if (status === 401 || status === 403)
    throw new Unsupported(
      `${href}: ${host} wants a sign-in or accepted terms (${status}): download the file in a browser, then import it`,
    );
  if (status === 407)
    throw new Unreachable(`the proxy wants a name and password (407): write them into its address`);
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    throw new Transient(
      `${host} answers ${status}${status === 429 ? ' (too many requests)' : ''}`,
      retryAfterMs(answer),
    );
  throw new InvalidInput(`${href}: ${host} answers ${status}`);
}

function retryAfterMs(answer: Answer): number | null {
  const text = answer.lastHeader('retry-after');
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null;
}

function checkContent({ href, host }: URL, answer: Answer): void {
  const type = answer.lastHeader('content-type');
  if (type !== null && /^(text\/html|application\/xhtml)/i.test(type))
    throw new InvalidInput(
      `${href}: ${host} sends a web page instead of the file (a sign-in, or a company's filter?): open the address in a browser, and import the file that you get there`,
    );
  const encoding = answer.lastHeader('content-encoding');
  if (encoding !== null && encoding !== 'identity')
    throw new Unsupported(`${href}: ${host} sends the file compressed (${encoding}), unasked`);
}

/** Hugging Face names the SHA-256 of a large file in the redirect to its store. */
export function publishedSha256(answer: Answer): string | null {
  const etag = answer.header('x-linked-etag');
  const found = etag === null ? null : /^"?([0-9a-f]{64})"?$/.exec(etag);
  return found === null ? null : found[1];
}

/** Weak ETags do not promise the same bytes. */
export function validatorOf(answer: Answer): string | null {
  const etag = answer.lastHeader('etag');
  return etag !== null && !etag.startsWith('W/') ? etag : answer.lastHeader('last-modified');
}
