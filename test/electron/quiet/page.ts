/** What a browser does at the address that `longsight serve` prints. */
import { WebSocket } from 'ws';
import { type Client, connectClient } from '../../../core/rpc/client.ts';
import { portOverWebSocket } from '../../../core/rpc/web-socket.ts';

export type Page = {
  readonly client: Client;
  readonly get: (path: string) => Promise<Response>;
  readonly close: () => void;
};

export async function openPage(address: string): Promise<Page> {
  const { origin, host } = new URL(address);
  const first = await fetch(address, { redirect: 'manual' });
  const headers = { cookie: String(first.headers.get('set-cookie')).split(';')[0] };
  // The page lies at a path of its own.
  const base = String(first.headers.get('location')).replace(/\/$/, '');
  const socket = new WebSocket(`ws://${host}${base}/rpc`, { headers: { ...headers, origin } });
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  return {
    client: connectClient(portOverWebSocket(socket as never)),
    get: (path) => fetch(new URL(path.replace(/^\//, ''), `${origin}${base}/`), { headers }),
    close: () => socket.close(),
  };
}
