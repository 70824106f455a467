/** Serves the core over HTTP and a WebSocket on 127.0.0.1, for one user's browser. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serve } from '../../core/rpc/server.ts';
import { portOverWebSocket } from '../../core/rpc/web-socket.ts';
import type { Core } from '../app/process/core.ts';
import { type Access, accessOn } from './access.ts';
import { route } from './routes.ts';

export type HostOptions = {
  readonly core: Core;
  /** The built page: out/renderer. */
  readonly rendererFolder: string;
  /** Files to open; each becomes a grant. */
  readonly files: readonly string[];
  /** 0 chooses a free port. */
  readonly port: number;
};

export type RunningHost = {
  /** Address with the token. It is opened once; the browser then keeps a cookie and the path of the page. */
  readonly url: string;
  readonly origin: string;
  readonly core: Core;
  /** Disconnects every page, then closes the core. */
  readonly close: () => Promise<void>;
};

/** Calls are small JSON messages; larger data goes through `/upload`. */
const MAX_MESSAGE_BYTES = 16 << 20;
const GOING_AWAY = 1001;

export async function startHost({ core, rendererFolder, files, port }: HostOptions): Promise<RunningHost> {
  const grants = [];
  for (const file of files) grants.push(await core.grantRead(resolve(file)));

  const server = createServer();
  await listening(server, port);
  const access = accessOn((server.address() as AddressInfo).port);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const site = { access, core, rendererFolder, grants };
  server.on('request', (request, response) => void route(site, request, response));
  server.on('upgrade', (request, stream, head) => upgrade(access, core, sockets, request, stream, head));
  // No limit: the upload of a large scene takes long.
  server.requestTimeout = 0;

  return {
    url: access.url,
    origin: access.origin,
    core,
    close: async () => {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Longsight is closing');
      const closed = new Promise((done) => server.close(done));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref();
      try {
        await core.close();
      } finally {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      done();
    });
  });
}

function upgrade(
  access: Access,
  core: Core,
  sockets: WebSocketServer,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
): void {
  // A browser may disconnect in the middle of the handshake.
  stream.on('error', () => stream.destroy());
  const status = !access.isAddressed(request)
    ? '421 Misdirected Request'
    : !isAllowed(access, request)
      ? '403 Forbidden'
      : access.innerPath(String(request.url)) !== '/rpc'
        ? '404 Not Found'
        : null;
  if (status !== null) {
    const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    // `end` alone closes only our half: the client could keep the other half, and our descriptor, open for ever.
    stream.end(head, () => stream.destroy());
    return;
  }
  sockets.handleUpgrade(request, stream, head, (socket) => serve(portOverWebSocket(socket), core.handlers));
}

/** Whether the request comes from our own page, in the browser that opened the printed address. */
function isAllowed(access: Access, request: IncomingMessage): boolean {
  const isInside = access.innerPath(String(request.url)) !== null;
  return isInside && access.isSameOrigin(request) && access.hasCookie(request);
}
