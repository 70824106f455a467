/** Sends one GET over HTTP or HTTPS, directly or through a proxy. Follows redirects and decodes nothing. */
import { type Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, type Agent as SecureAgent } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { InvalidInput, Unreachable } from '../../../core/errors.ts';
import { receivedPieces } from './received-pieces.ts';

export type HttpResponse = {
  /** Must be destroyed when done with the response. */
  readonly body: IncomingMessage;
  readonly pieces: AsyncIterable<Buffer>;
  /** Address and status of the last hop. */
  readonly url: URL;
  readonly status: number;
  /** The first value of a header along the redirects, so that the publisher takes precedence over its file storage. */
  readonly header: (name: string) => string | null;
  /** The last hop's own. */
  readonly lastHeader: (name: string) => string | null;
};

export type Route = {
  readonly proxyFor: (url: URL) => URL | null;
  readonly answerMs: number;
  /** Whether a redirect may lead there; absent: anywhere that is safe. */
  readonly mayFollow?: (to: URL) => boolean;
  /** Keep connections open for requests without a proxy; absent: each request has a connection of its own. */
  readonly agents?: { readonly http: Agent; readonly https: SecureAgent };
};

const MOST_REDIRECTS = 8;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Resolves when the headers have arrived. Throws `Unreachable` without a response, `InvalidInput` for an unsafe or endless redirect. */
export async function httpGet(
  start: URL,
  headers: Readonly<Record<string, string>>,
  route: Route,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const hops: IncomingMessage[] = [];
  let url = start;
  for (;;) {
    signal.throwIfAborted();
    const response = await oneHop(url, headers, route, signal);
    hops.push(response);
    const status = response.statusCode ?? 0;
    if (!REDIRECTS.has(status)) {
      const header = (name: string) =>
        hops.map((hop) => textOf(hop, name)).find((text) => text !== null) ?? null;
      return {
        body: response,
        pieces: receivedPieces(response),
        url,
        status,
        header,
        lastHeader: (name) => textOf(response, name),
      };
    }
    response.destroy();
    if (hops.length > MOST_REDIRECTS)
      throw new InvalidInput(`${start.host}: gave up after ${hops.length} redirects`);
    const from = url;
    url = redirected(from, response.headers.location);
    if (route.mayFollow?.(url) === false)
      throw new InvalidInput(
        `${from.host}: sends on to ${url.host}, which you have not allowed: use the address there, if you trust it`,
      );
  }
}

function redirected(from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new InvalidInput(
      `${from.host}: redirects to ${JSON.stringify(location ?? null)}, which is not an address`,
    );
  const to = new URL(location, from);
  const isSafe = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:');
  if (!isSafe)
    throw new InvalidInput(
      `${from.host}: refused an unsafe redirect from ${from.protocol} to ${to.protocol}//${to.host}`,
    );
  return to;
}

async function oneHop(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { proxyFor, answerMs, agents }: Route,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const proxy = proxyFor(url);
  const patience = AbortSignal.timeout(answerMs);
  const until = AbortSignal.any([signal, patience]);
  try {
    const kept = agents && (url.protocol === 'https:' ? agents.https : agents.http);
    if (proxy === null) return await send(url, { headers, ...(kept && { agent: kept }) }, until);
    if (url.protocol === 'http:')
      return await send(
        proxy,
        { path: url.href, headers: { ...headers, Host: url.host, ...credentials(proxy) } },
        until,
      );
    const tunnel = await openTunnel(url, proxy, until);
    const response = await send(url, { headers, createConnection: () => tunnel }, until);
    response.once('close', () => tunnel.destroy());
    return response;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw patience.aborted
      ? new Unreachable(`${(proxy ?? url).host} did not answer within ${answerMs / 1000} s`, { cause: error })
      : explained(error, proxy ?? url);
  }
}

/** The time limit applies until the headers arrive; the body has its own. */
function send(url: URL, options: RequestOptions, until: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    // With an agent, Node would open a second connection beside the given one.
    const request = make(url, options.createConnection ? options : { agent: false, ...options });
    const stop = (): void => {
      request.destroy(new Error('stopped'));
    };
    until.addEventListener('abort', stop, { once: true });
    request.on('error', reject);
    request.on('response', (response) => {
      until.removeEventListener('abort', stop);
      resolve(response);
    });
    if (until.aborted) stop();
    request.end();
  });
}

/** A TLS connection to `url`'s host through the proxy's CONNECT. */
function openTunnel(url: URL, proxy: URL, until: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = `${url.hostname}:${url.port || 443}`;
    const make = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = make(proxy, {
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...credentials(proxy) },
      agent: false,
      signal: until,
    });
    request.on('error', reject);
    request.on('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(
          new Unreachable(
            `the proxy ${proxy.host} refused to connect to ${target}: ${response.statusCode} ${response.statusMessage}`,
          ),
        );
        return;
      }
      const secure = connectTls({ socket, servername: url.hostname, ALPNProtocols: ['http/1.1'] });
      // Neither closes the other by itself.
      secure.once('close', () => socket.destroy());
      const stop = (): void => {
        secure.destroy(new Error('stopped'));
      };
      const fail = (error: Error): void => {
        socket.destroy();
        reject(error);
      };
      until.addEventListener('abort', stop, { once: true });
      secure.once('error', fail);
      secure.once('secureConnect', () => {
        until.removeEventListener('abort', stop);
        secure.off('error', fail);
        resolve(secure);
      });
    });
    request.end();
  });
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'the name server does not answer',
  ENETUNREACH: 'there is no network connection',
  EHOSTUNREACH: 'there is no route to it',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'the connection was lost',
  ETIMEDOUT: 'it does not answer',
  EPROTO: 'it does not use TLS',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted (a company proxy? set NODE_EXTRA_CA_CERTS)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted (a company proxy? set NODE_EXTRA_CA_CERTS)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not trusted (a company proxy? set NODE_EXTRA_CA_CERTS)',
};

function explained(error: unknown, { host }: URL): unknown {
  if (!(error instanceof Error) || error instanceof Unreachable) return error;
  const code = 'code' in error ? String(error.code) : '';
  return new Unreachable(`cannot reach ${host}: ${REASONS[code] ?? error.message}`, { cause: error });
}

function textOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}
