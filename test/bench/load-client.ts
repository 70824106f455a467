/** A page of a served application, for benches: requests by HTTP, calls over a WebSocket, with the cookie and the path of its session. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import { type Client, connectClient } from '../../core/rpc/client.ts';
import { portOverWebSocket } from '../../core/rpc/web-socket.ts';
import { cpuMsOf } from '../cpu-ms-of.ts';

export type Served = {
  readonly origin: string;
  /** The secret path of the page, without its last slash. */
  readonly base: string;
  readonly cookie: string;
  /** Processor time of the host so far, without its engines; NaN where the system does not tell. */
  readonly cpuMs: () => number;
  readonly stop: () => Promise<void>;
};

/** As many at once as asked for: the server should queue, not the client. A kept connection may end just when it is used again. */
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Time to end by itself. */
const STOP_MS = 20_000;

/** Runs `longsight serve FILES` with `home` as its data folder. It ends with this process, however that ends. */
export async function serveFiles(home: string, files: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, ['out/cli/index.js', 'serve', ...files], {
    env: { ...process.env, LONGSIGHT_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const url = new URL(await printedAddress(child));
  const { headers } = await ask(`${url.origin}`, `${url.pathname}${url.search}`, '');
  return {
    origin: url.origin,
    base: String(headers.location).replace(/\/$/, ''),
    cookie: String(headers['set-cookie']).split(';')[0] ?? '',
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    stop: async () => {
      const late = setTimeout(kill, STOP_MS);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      clearTimeout(late);
      process.off('exit', kill);
    },
  };
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    child.stdout?.on('data', (piece) => {
      told += String(piece);
      const [address] = /http:\/\/\S+/.exec(told) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`longsight serve ended with code ${code}`)));
  });
}

/** Milliseconds until the whole answer is there. Throws unless it is a 200. */
export async function fetchTimed({ origin, base, cookie }: Served, path: string): Promise<number> {
  const start = performance.now();
  const { status, body } = await ask(origin, `${base}${path}`, cookie);
  if (status !== 200) throw new Error(`${path}: ${status} ${body.toString().slice(0, 200)}`);
  return performance.now() - start;
}

export async function fetchJson({ origin, base, cookie }: Served, path: string): Promise<unknown> {
  return JSON.parse((await ask(origin, `${base}${path}`, cookie)).body.toString());
}

/** Another page of the same session. */
export async function connect({ origin, base, cookie }: Served): Promise<Client> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${base}/rpc`, { headers: { cookie, origin } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return connectClient(portOverWebSocket(socket));
}

function ask(origin: string, path: string, cookie: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const sent = request(`${origin}${path}`, { headers: { cookie }, agent }, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces),
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    },
  );
}
