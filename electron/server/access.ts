/** Access control of the browser host: only the browser that opened the printed address, only at that address. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Access = {
  /** What the user opens. */
  readonly url: string;
  readonly origin: string;
  /** `Set-Cookie` for the bearer of the right token. */
  readonly cookie: string;
  /** False for a request addressed to another host name, such as one that a foreign DNS server points here. */
  readonly isAddressed: (request: IncomingMessage) => boolean;
  readonly hasToken: (token: string) => boolean;
  readonly hasCookie: (request: IncomingMessage) => boolean;
  /** Whether our own page sends the request. Browsers send the Origin header with every POST and WebSocket. */
  readonly isSameOrigin: (request: IncomingMessage) => boolean;
};

const TOKEN_BYTES = 24;

export function accessOn(port: number): Access {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const address = `127.0.0.1:${port}`;
  const origin = `http://${address}`;
  // Cookies do not distinguish ports: the name separates two hosts on one machine.
  const name = `longsight_${port}`;
  return {
    url: `${origin}/?token=${token}`,
    origin,
    cookie: `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    isAddressed: (request) => request.headers.host === address,
    hasToken: (given) => isEqual(given, token),
    hasCookie: (request) => cookiesOf(request).some(([key, value]) => key === name && isEqual(value, token)),
    isSameOrigin: (request) => request.headers.origin === origin,
  };
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
