import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectClient } from '../../../core/rpc/client.ts';
import { portOverWebSocket } from '../../../core/rpc/web-socket.ts';
import { type RunningHost, startHost } from '../../../electron/server/start-host.ts';
import { type SmallCore, smallCore } from '../small-core.ts';

let folder: string;
let core: SmallCore;
let host: RunningHost;
let cookie: string;
/** The secret path of the page, without its last slash. */
let base: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-host-'));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'renderer/index.de.html'), '<!doctype html><!-- de -->');
  await writeFile(join(folder, 'renderer/assets/a-1b2c.js'), 'export {}');
  await writeFile(join(folder, 'renderer/.secret.js'), 'secret');
  await writeFile(join(folder, 'secret.js'), 'secret');
  await writeFile(join(folder, 'scène.tif'), 'II*');
  core = smallCore(join(folder, 'uploads'));
  host = await startHost({
    core,
    rendererFolder: join(folder, 'renderer'),
    files: [join(folder, 'scène.tif')],
    port: 0,
  });
  const { headers } = await askAtRoot(new URL(host.url).pathname + new URL(host.url).search, {}, 'GET');
  base = String(headers.location).replace(/\/$/, '');
  cookie = String(headers['set-cookie']?.[0]).split(';')[0]!;
});

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** Asks below the page's path. */
const ask = (path: string, ...rest: [OutgoingHttpHeaders?, string?, Uint8Array?]) =>
  askAtRoot(`${base}${path}`, ...rest);

function askAtRoot(
  path: string,
  headers: OutgoingHttpHeaders = { cookie },
  method = 'GET',
  body?: Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(host.origin);
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('the printed address sets a cookie named after the port and redirects to the page', async () => {
  const { pathname, search, port } = new URL(host.url);
  const { status, headers } = await askAtRoot(pathname + search, {});
  expect(status).toBe(303);
  expect(headers.location).toMatch(/^\/[\w-]{32}\/$/);
  expect(headers['set-cookie']?.[0]).toMatch(
    new RegExp(`^longsight_${port}=[\\w-]{32}; HttpOnly; SameSite=Strict; Path=/$`),
  );
  expect((await ask('/')).body).toBe('<!doctype html>');
  expect((await askAtRoot('/?token=wrong', {})).status).toBe(403);
});

const KINDS = [
  '/',
  '/tiles/a/b/0/0/0',
  '/data/map/q',
  '/grants',
  '/assets/a-1b2c.js',
  '/upload?name=a',
  '/upload-folder?folder=a',
];

test('without the cookie nothing is answered, tiles and grants included', async () => {
  for (const path of KINDS) expect((await ask(path, {})).status, path).toBe(403);
  expect((await ask('/grants', { cookie: cookie.replace(/.$/, '~') })).status).toBe(403);
  expect(core.asked).toEqual([]);
});

test('with the cookie alone, which every server on this machine is sent, nothing is answered', async () => {
  const session = cookie.replace(/^.*=/, '');
  for (const path of KINDS) {
    expect((await askAtRoot(path)).status, path).toBe(403);
    expect((await askAtRoot(`/${session}${path}`)).status, path).toBe(403);
  }
  expect((await askAtRoot(`/?token=${session}`)).status).toBe(403);
  expect((await askAtRoot(`/?token=${base.slice(1)}`)).status).toBe(403);
  expect(core.asked).toEqual([]);
});

test('a request for another host name is refused', async () => {
  const { port } = new URL(host.origin);
  for (const name of [`localhost:${port}`, `evil.example:${port}`, '127.0.0.1'])
    expect((await ask('/', { cookie, host: name })).status, name).toBe(421);
});

test('the page is in the language that the browser prefers, or in that of the settings', async () => {
  const page = async (accepted: string): Promise<string> =>
    (await ask('/', { cookie, 'accept-language': accepted })).body.includes('de') ? 'de' : 'en';
  expect(await page('de-CH,de;q=0.9,en;q=0.8')).toBe('de');
  expect(await page('fr, en;q=0.3, de;q=0.7')).toBe('de');
  expect(await page('en-GB,en;q=0.9,de;q=0.8')).toBe('en');
  expect(await page('de;q=0, fr')).toBe('en');
  core.chosenLanguage = 'en';
  expect(await page('de')).toBe('en');
  core.chosenLanguage = 'de';
  expect(await page('en')).toBe('de');
});

test('every response has the security headers', async () => {
  for (const path of ['/', '/none', '/data/echo', '/grants', '/%', '/?token=x']) {
    const { headers } = await (path.includes('token') ? askAtRoot(path) : ask(path));
    expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    expect(headers['content-security-policy'], path).not.toContain('unsafe-inline');
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
    expect(headers['referrer-policy'], path).toBe('no-referrer');
  }
});

test('only the files of the page are served', async () => {
  const { status, headers } = await ask('/assets/a-1b2c.js');
  expect([status, headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(headers['cache-control']).toContain('immutable');
  const outside = ['/../secret.js', '/%2e%2e/secret.js', '/..%2fsecret.js', '/assets/..%5c..%5csecret.js'];
  for (const path of [...outside, '/.secret.js', '/assets', '/a%00.js', '//etc/passwd', '/C:/a.js'])
    expect((await ask(path)).status, path).toBe(404);
});

test('invalid percent-encoding is a bad request, and the host keeps running', async () => {
  for (const path of ['/%', '/tiles/%E0%A4%A', '/%c0%ae%c0%ae/'])
    expect((await ask(path)).status, path).toBe(400);
  expect((await ask('/')).status).toBe(200);
});

test('a bulk path reaches the core as the page encoded it, and only by GET', async () => {
  const { status, headers, body } = await ask('/data/echo/%C3%A9%20a?v=2');
  expect([status, body]).toEqual([200, '/data/echo/%C3%A9%20a']);
  expect(headers['content-length']).toBe('21');
  expect((await ask('/data/echo', { cookie }, 'DELETE')).status).toBe(405);
});

test('the core stops work on a bulk request that the client has dropped', async () => {
  const { port } = new URL(host.origin);
  const sent = request({ host: '127.0.0.1', port, path: `${base}/data/slow/1`, headers: { cookie } });
  sent.on('error', () => undefined);
  sent.end();
  await expect.poll(() => core.asked).toContain('/data/slow/1');
  sent.destroy();
  await expect.poll(() => core.aborted).toEqual(['/data/slow/1']);
});

test('files given at the start are listed by name, without their paths', async () => {
  const { body } = await ask('/grants');
  expect(JSON.parse(body)).toEqual([{ id: expect.stringMatching(/^[\w-]{36}$/), name: 'scène.tif' }]);
  expect(body).not.toContain(folder);
});

test('an upload becomes a file with its own name, and a grant', async () => {
  const bytes = Buffer.from('II* bytes of a scene');
  const headers = { cookie, origin: host.origin, 'content-length': bytes.length };
  const { status, body } = await ask(
    `/upload?name=${encodeURIComponent('北京 scène.tif')}`,
    headers,
    'POST',
    bytes,
  );
  expect(status, body).toBe(200);
  expect(JSON.parse(body).name).toBe('北京 scène.tif');
  expect(await readFile(core.granted.at(-1)!)).toEqual(bytes);
});

const SET = '3b241101-e2bb-4255-8caf-4136c566a962';

test('the files of a folder become one folder of the same shape, and one grant', async () => {
  const send = (name: string, text: string) => {
    const headers = { cookie, origin: host.origin, 'content-length': text.length };
    const path = `/upload?folder=${SET}&name=${encodeURIComponent(name)}`;
    return ask(path, headers, 'POST', Buffer.from(text));
  };
  for (const name of ['data/beach/a.png', 'data/river/b.png'])
    expect((await send(name, name)).status).toBe(200);
  expect(core.granted).toHaveLength(1);
  const headers = { cookie, origin: host.origin, 'content-length': 0 };
  const { status, body } = await ask(`/upload-folder?folder=${SET}`, headers, 'POST');
  expect(status, body).toBe(200);
  expect(JSON.parse(body).name).toBe('data');
  expect(await readFile(join(core.granted[1]!, 'river/b.png'), 'utf8')).toBe('data/river/b.png');
  expect((await send('data/pairs.csv', 'image,caption')).status).toBe(200);
  const list = await ask(`/upload-folder?folder=${SET}&list=pairs.csv`, headers, 'POST');
  expect(JSON.parse(list.body).name).toBe('pairs.csv');
  expect((await ask(`/upload-folder?folder=${SET}&list=..%2Fa`, headers, 'POST')).status).toBe(400);
  expect(await send('data/beach/a.png', 'other bytes')).toMatchObject({
    status: 400,
    body: expect.stringContaining('sent twice'),
  });
  expect(await readFile(join(core.granted[1]!, 'beach/a.png'), 'utf8')).toBe('data/beach/a.png');
});

test('a file of a folder that leads elsewhere, a made-up folder number and an empty folder are refused', async () => {
  const headers = { cookie, origin: host.origin, 'content-length': 1 };
  const status = async (folder: string, name: string) => {
    const path = `/upload?folder=${encodeURIComponent(folder)}&name=${encodeURIComponent(name)}`;
    return (await ask(path, headers, 'POST', Buffer.from('x'))).status;
  };
  for (const name of ['a.png', '', '../a.png', 'data/../../a.png', '/etc/a', 'data//a', 'data/.git/a'])
    expect(await status(SET, name), name).toBe(400);
  expect(await status(SET, `${'a/'.repeat(40)}b`)).toBe(400);
  for (const folder of ['', '..', '../x', SET.toUpperCase()])
    expect(await status(folder, 'data/a.png'), folder).toBe(400);
  const bare = { cookie, origin: host.origin, 'content-length': 0 };
  expect((await ask(`/upload-folder?folder=${SET}`, bare, 'POST')).status).toBe(404);
  expect((await ask(`/upload-folder?folder=${SET}`)).status).toBe(405);
  const elsewhere = { ...bare, origin: 'http://evil.example' };
  expect((await ask(`/upload-folder?folder=${SET}`, elsewhere, 'POST')).status).toBe(403);
});

test('an upload may have as long a name as file systems allow', async () => {
  const headers = { cookie, origin: host.origin, 'content-length': 1 };
  for (const name of [`${'a'.repeat(251)}.tif`, `${'橋'.repeat(83)}ab.tif`]) {
    const path = `/upload?name=${encodeURIComponent(name)}`;
    const { status, body } = await ask(path, headers, 'POST', Buffer.from('x'));
    expect(status, body).toBe(200);
    expect(basename(core.granted.at(-1)!)).toBe(name);
  }
});

test('an upload with a path as its name, from another origin, without a length or larger than the disk is refused', async () => {
  const bytes = Buffer.from('x');
  const headers = { cookie, origin: host.origin, 'content-length': 1 };
  for (const name of [
    '',
    '..',
    '../a.tif',
    'a/b.tif',
    'a\\b.tif',
    '.hidden',
    'a\u0000.tif',
    'a'.repeat(256),
    '橋'.repeat(86),
  ])
    expect((await ask(`/upload?name=${encodeURIComponent(name)}`, headers, 'POST', bytes)).status, name).toBe(
      400,
    );
  const { 'content-length': _, ...withoutLength } = headers;
  const chunked = { ...withoutLength, 'transfer-encoding': 'chunked' };
  expect((await ask('/upload?name=a.tif', chunked, 'POST', bytes)).status).toBe(400);
  expect(
    (await ask('/upload?name=a.tif', { ...headers, origin: 'http://evil.example' }, 'POST', bytes)).status,
  ).toBe(403);
  expect((await ask('/upload?name=a.tif', { cookie, 'content-length': 1 }, 'POST', bytes)).status).toBe(403);
  expect((await ask('/upload?name=a.tif')).status).toBe(405);
  const tooLarge = { ...headers, 'content-length': 2 ** 50 };
  expect((await ask('/upload?name=a.tif', tooLarge, 'POST', bytes)).status).toBe(507);
});

test('an interrupted upload leaves no file', async () => {
  const { port } = new URL(host.origin);
  const sent = request({
    host: '127.0.0.1',
    port,
    path: `${base}/upload?name=a.tif`,
    method: 'POST',
    headers: { cookie, origin: host.origin, 'content-length': 1_000_000 },
  });
  sent.on('error', () => undefined);
  sent.write(Buffer.alloc(100_000));
  const uploads = async (): Promise<string[]> => readdir(core.uploadFolder).catch(() => []);
  await expect.poll(uploads).toHaveLength(1);
  sent.destroy();
  await expect.poll(uploads).toEqual([]);
  expect(core.granted).toHaveLength(1);
});

const rpcUrl = (): string => `${host.origin.replace('http', 'ws')}${base}/rpc`;

test('the contract is served over /rpc to our own page alone', async () => {
  const url = rpcUrl();
  const open = new WebSocket(url, { headers: { cookie }, origin: host.origin });
  await once(open, 'open');
  const client = connectClient(portOverWebSocket(open));
  expect(await client.call('app.info', null)).toMatchObject({ protocol: 1 });

  const refused = async (
    address: string,
    options: { headers?: Record<string, string>; origin?: string },
  ): Promise<number> => {
    const socket = new WebSocket(address, options);
    const [, response] = await once(socket, 'unexpected-response');
    socket.on('error', () => undefined);
    socket.terminate();
    return response.statusCode;
  };
  expect(await refused(url, { headers: { cookie }, origin: 'http://evil.example' })).toBe(403);
  expect(await refused(url, { headers: { cookie } })).toBe(403);
  expect(await refused(url, { origin: host.origin })).toBe(403);
  const bare = `${host.origin.replace('http', 'ws')}/rpc`;
  expect(await refused(bare, { headers: { cookie }, origin: host.origin })).toBe(403);
  expect(await refused(`${url}/x`, { headers: { cookie }, origin: host.origin })).toBe(404);
  expect(await refused(url, { headers: { cookie, host: 'evil.example' }, origin: host.origin })).toBe(421);
});

test('a text frame and a broken frame are hung up on', async () => {
  const url = rpcUrl();
  for (const [bad, code] of [
    ['hello', 1003],
    [Buffer.from([1, 2]), 1007],
  ] as const) {
    const socket = new WebSocket(url, { headers: { cookie }, origin: host.origin });
    await once(socket, 'open');
    socket.send(bad);
    const [closeCode] = await once(socket, 'close');
    expect(closeCode).toBe(code);
  }
});

test('closing hangs up on pages and closes the core', async () => {
  const socket = new WebSocket(rpcUrl(), {
    headers: { cookie },
    origin: host.origin,
  });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await host.close();
  expect((await closed)[0]).toBe(1001);
  expect(core.closed).toBe(true);
  await expect(ask('/')).rejects.toThrow('ECONNREFUSED');
});

/** Descriptors of this process, in which the host runs. */
const openDescriptors = async (): Promise<number> => (await readdir('/proc/self/fd')).length;

test.skipIf(process.platform !== 'linux')(
  'refused upgrades leave no socket behind, even if the client keeps its half open',
  async () => {
    const { port } = new URL(host.origin);
    const before = await openDescriptors();
    const held: Socket[] = [];
    for (let i = 0; i < 200; i++) {
      const socket = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
      socket.on('error', () => undefined);
      socket.write(
        `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      held.push(socket);
    }
    const answers = held.map(async (socket) => {
      const [chunk] = await once(socket, 'data');
      return String(chunk).split('\r\n')[0];
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 403 Forbidden']));
    // Only the clients' own ends are left.
    await expect.poll(openDescriptors).toBeLessThanOrEqual(before + held.length + 4);
    for (const socket of held) socket.destroy();
  },
);

test('a refused request with a body is hung up on, and not read to its end', async () => {
  const { port } = new URL(host.origin);
  const socket = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(
    `POST /upload?name=a.tif HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1000000000\r\n\r\nbytes`,
  );
  const [chunk] = await once(socket, 'data');
  expect(String(chunk)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(String(chunk).toLowerCase()).toContain('connection: close');
  await once(socket, 'end');
  socket.destroy();
});
