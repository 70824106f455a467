/** Access control of the browser host: only the browser that opened the printed address, only at that address. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Access = {
  /** What the user opens. */
  readonly url: string;
  readonly origin: string;
  /** `Set-Cookie` for the browser that sent the right token. The cookie alone gives no access. */
  readonly cookie: string;
  /** The path of the page, to which that browser is redirected. Everything else lies under this path. */
  readonly pagePath: string;
  /** False for a request addressed to another host name, such as one that a foreign DNS server points here. */
  readonly isAddressed: (request: IncomingMessage) => boolean;
  readonly hasToken: (token: string) => boolean;
  /** The path below the page's, from `/` on; null for any other path. */
  readonly innerPath: (pathname: string) => string | null;
  readonly hasCookie: (request: IncomingMessage) => boolean;
  /** Whether our own page sends the request. Browsers send the Origin header with every POST and WebSocket. */
  readonly isSameOrigin: (request: IncomingMessage) => boolean;
};

const SECRET_BYTES = 24;

/**
 * Access depends on three secrets: the token in the printed address, the cookie, and the path of the page. A browser sends cookies to
 * every server on 127.0.0.1, whatever its port, so another one learns the cookie as soon as one of its pages is opened. The path goes to this
 * server alone, and no page tells it to another (`Referrer-Policy`); from a picture of the address bar, without the cookie, it
 * opens nothing either. Neither of them reveals the token.
 */
export function accessOn(port: number): Access {
  const [token, session, path] = [secret(), secret(), secret()];
  const address = `127.0.0.1:${port}`;
  const origin = `http://${address}`;
  // Cookies do not distinguish ports: the name separates two hosts on one machine.
  const name = `longsight_${port}`;
  return {
    url: `${origin}/?token=${token}`,
    origin,
    cookie: `${name}=${session}; HttpOnly; SameSite=Strict; Path=/`,
    isAddressed: (request) => request.headers.host === address,
    pagePath: `/${path}/`,
    hasToken: (given) => isEqual(given, token),
    innerPath: (pathname) => {
      const [, first = '', ...rest] = pathname.split('/');
      return isEqual(first, path) && rest.length > 0 ? `/${rest.join('/')}` : null;
    },
    hasCookie: (request) =>
      cookiesOf(request).some(([key, value]) => key === name && isEqual(value, session)),
    isSameOrigin: (request) => request.headers.origin === origin,
  };
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function cookiesOf(request: IncomingMessage): readonly (readonly [string, string])[] {
  return (request.headers.cookie ?? '').split(';').map((pair) => {
    const [key = '', ...value] = pair.trim().split('=');
    return [key, value.join('=')];
  });
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
