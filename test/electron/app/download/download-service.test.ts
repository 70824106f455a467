import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelId } from '../../../../core/documents/ids.ts';
import type { DownloadRequest } from '../../../../core/documents/model.ts';
import { Busy, InvalidInput, NotFound, Unreachable, Unsupported } from '../../../../core/errors.ts';
import type { Progress } from '../../../../core/task.ts';
import { DeviceService } from '../../../../electron/app/devices/device-service.ts';
import {
  type FreeBytes,
  freeBytesOf,
  type Patience,
} from '../../../../electron/app/download/download-file.ts';
import { type DownloadOptions, DownloadService } from '../../../../electron/app/download/download-service.ts';
import { ModelCalibrations } from '../../../../electron/app/models/model-calibrations.ts';
import { ModelService } from '../../../../electron/app/models/model-service.ts';
import { PictureService } from '../../../../electron/app/scenes/picture-service.ts';
import { EngineClient } from '../../../../electron/engine/engine-client.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { safetensorsFile, tinyWeights } from '../../../models/tiny-weights.ts';
import { ownTime } from '../../../own-time.ts';
import {
  answerStatus,
  cutAfter,
  type FaultServer,
  ignoreIfRange,
  ignoreRange,
  lieAboutLength,
  redirectTo,
  sendChunks,
  sendForEver,
  sendPage,
  serve,
  stallAfter,
  startFaultServer,
  trickle,
} from './fault-server.ts';

const WEIGHTS = safetensorsFile(tinyWeights(248));
const OTHERS = safetensorsFile(
  new Map(
    [...tinyWeights(248)].map(([key, { shape, elements }]) => [
      key,
      { shape, elements: elements.map((value) => value / 2) },
    ]),
  ),
);
const HALF = WEIGHTS.length >> 1;
/** Long, because a loaded machine answers late: a test of a time limit has a short one of its own. */
const PATIENCE: Patience = { answerMs: 60_000, stallMs: 60_000, delaysMs: [10, 20, 30] };
const storage = new NodeStorage();

let home: string;
let server: FaultServer;
let downloads: DownloadService;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-download-'));
  server = await startFaultServer(WEIGHTS);
  downloads = await serviceWith({});
});
afterEach(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

/** These tests have no windows to check a precision with. */
async function noWindows(): Promise<never> {
  throw new Error('no windows in this test');
}

/** Nor are models calibrated. */
function noPictures(): PictureService {
  return new PictureService({
    storage,
    get codecs(): never {
      throw new Error('no pictures in this test');
    },
    get crs(): never {
      throw new Error('no CRS in this test');
    },
    get vectors(): never {
      throw new Error('no vector files in this test');
    },
  });
}

/** Nothing is run here: the engine is closed, so that what asks for it is refused at once, not after five tries to start it. */
async function modelService(): Promise<ModelService> {
  const engine = new EngineClient(() => {
    throw new Error('no engine in this test');
  });
  engine.close();
  const path = join(home, 'devices.json');
  const devices = await DeviceService.open({ storage, path, engine, probeEngine: engine });
  const models = join(home, 'models');
  const nowhere = join(home, 'nowhere');
  const folders = { models, calibrationSet: nowhere };
  const calibrations = new ModelCalibrations(storage, noPictures(), folders, () => null);
  return new ModelService(storage, devices, models, nowhere, calibrations, noWindows);
}

async function serviceWith(
  environment: NodeJS.ProcessEnv,
  freeBytes: FreeBytes = freeBytesOf,
  limits: Partial<Patience> = {},
): Promise<DownloadService> {
  const models = await modelService();
  const patience = { ...PATIENCE, ...limits };
  return new DownloadService(storage, models, join(home, 'downloads'), patience, environment, freeBytes);
}

const asked = (name = 'm', path = '/repo/tiny.safetensors'): DownloadRequest => ({
  source: { kind: 'url', url: `${server.origin}${path}` },
  name,
  activation: null,
});

async function get(request = asked(), options: DownloadOptions = {}, phases: string[] = []) {
  const report = ({ phase }: Progress) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  };
  return downloads.download(request, { signal: new AbortController().signal, report }, options);
}

async function configOf(name: string) {
  return JSON.parse(await readFile(join(home, 'models', name, 'config.json'), 'utf8'));
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const kept = async (name = 'm') =>
  (await downloads.leftovers()).find((each) => each.name === name)?.bytes ?? null;

describe('a download', () => {
  test('becomes a model that names its source, and leaves no partial file', async () => {
    const phases: string[] = [];
    const model = await get(asked(), {}, phases);
    expect(model).toMatchObject({ id: 'm', contextLength: 248, activation: 'quick_gelu' });
    expect(model.provenance).toMatchObject({
      file: 'tiny.safetensors',
      sha256: sha256(WEIGHTS),
      url: `${server.origin}/repo/tiny.safetensors`,
    });
    expect(phases.slice(0, 3)).toEqual(['downloading', 'checking', 'importing weights']);
    expect(await downloads.leftovers()).toEqual([]);
    expect(server.log).toEqual(['GET /repo/tiny.safetensors']);
  });

  test('that is cut off resumes where it stopped, three times in a row', async () => {
    server.queue = [cutAfter(10_000), cutAfter(20_000), cutAfter(30_000)];
    await get();
    expect(server.log).toEqual([
      'GET /repo/tiny.safetensors',
      'GET /repo/tiny.safetensors bytes=10000- "one"',
      'GET /repo/tiny.safetensors bytes=30000- "one"',
      'GET /repo/tiny.safetensors bytes=60000- "one"',
    ]);
    expect((await configOf('m')).source.sha256).toBe(sha256(WEIGHTS));
  });

  test('that stalls is resumed', async () => {
    const phases: string[] = [];
    downloads = await serviceWith({}, freeBytesOf, { stallMs: 500 });
    server.queue = [stallAfter(HALF)];
    await get(asked(), {}, phases);
    expect(phases).toContain('no data received for 0.5 s; attempt 2 in 1 s');
    expect(server.log[1]).toBe(`GET /repo/tiny.safetensors bytes=${HALF}- "one"`);
  });

  test('that is slow but never stalls is one request', async () => {
    // All of it takes longer than this limit, and a piece a hundredth of it.
    downloads = await serviceWith({}, freeBytesOf, { stallMs: 1800 });
    server.queue = [trickle];
    await get();
    expect(server.log).toHaveLength(1);
  });

  test('from a server without range requests restarts at the first byte', async () => {
    server.queue = [cutAfter(HALF), ignoreRange];
    await get();
    expect((await configOf('m')).source.sha256).toBe(sha256(WEIGHTS));
  });

  test.each([
    ['if the server honours If-Range', serve],
    ['if the server ignores If-Range', ignoreIfRange],
  ])('of a file that changes between two attempts has only the new bytes %s', async (_, manner) => {
    server.queue = [
      (request, response, file) => {
        cutAfter(HALF)(request, response, file);
        setTimeout(() => Object.assign(server.file, { bytes: OTHERS, etag: '"two"' }), 20);
      },
      manner,
    ];
    await get();
    expect((await configOf('m')).source.sha256).toBe(sha256(OTHERS));
  });

  test('without length or validator is taken whole, and restarts if it is cut off', async () => {
    server.queue = [sendChunks];
    await get();
    server.queue = [
      (_, response, file) => {
        response.writeHead(200);
        response.write(file.bytes.subarray(0, HALF), () => setTimeout(() => response.destroy(), 300));
      },
      sendChunks,
    ];
    await get(asked('second'));
    expect(server.log.slice(1)).toEqual(Array.from({ length: 2 }, () => 'GET /repo/tiny.safetensors'));
    expect((await configOf('second')).source.sha256).toBe(sha256(WEIGHTS));
  });

  test('whose announced length is too large is complete once the server says that nothing is missing', async () => {
    server.queue = [lieAboutLength(500)];
    await get();
    expect(server.log[1]).toBe(`GET /repo/tiny.safetensors bytes=${WEIGHTS.length}- "one"`);
  });

  test('whose announced length is always too large is given up, and the received part is kept', async () => {
    server.queue = Array.from({ length: 9 }, () => lieAboutLength(500));
    const failing = get();
    await expect(failing).rejects.toThrow(Unreachable);
    await expect(failing).rejects.toThrow(/(ended at byte|connection was lost).* are kept: resume later/);
    expect(await kept()).toBe(WEIGHTS.length);
  });

  test('whose announced length is too small gives a truncated file', async () => {
    server.queue = [lieAboutLength(-500)];
    const failing = get();
    await expect(failing).rejects.toThrow(InvalidInput);
    await expect(failing).rejects.toThrow(/truncated\?.*The downloaded file is kept until/);
  });

  test('waits as long as a busy server asks, and retries after temporary errors', async () => {
    const phases: string[] = [];
    server.queue = [answerStatus(429, { 'Retry-After': '0' }), answerStatus(500), answerStatus(503)];
    await get(asked(), {}, phases);
    expect(phases[0]).toMatch(/answered 429 \(too many requests\); attempt 2 in 0 s/);
    expect(server.log).toHaveLength(4);
  });

  test('is given up after the last attempt', async () => {
    server.queue = Array.from({ length: 9 }, () => answerStatus(502));
    await expect(get()).rejects.toThrow(/answered 502.*Everything else works offline/);
    expect(server.log).toHaveLength(PATIENCE.delaysMs.length + 1);
  });

  test.each([
    [404, NotFound, /has no such file \(404\): find its current address on the model's page/],
    [410, NotFound, /no such file/],
    [401, Unsupported, /requires a sign-in .* in a browser, then import it/],
    [403, Unsupported, /requires a sign-in/],
    [418, InvalidInput, /answered 418/],
  ])('answered with %i is not retried', async (status, Kind, message) => {
    server.queue = [answerStatus(status)];
    const failing = get();
    await expect(failing).rejects.toThrow(Kind);
    await expect(failing).rejects.toThrow(message);
    expect(server.log).toHaveLength(1);
  });

  test('answered with a web page says so and writes nothing', async () => {
    server.queue = [sendPage];
    await expect(get()).rejects.toThrow(/a web page instead of the file/);
    expect(await kept()).toBeNull();
  });

  test('larger than the free disk space is refused before its first byte', async () => {
    server.queue = [
      (_, response) => {
        response.writeHead(200, { 'Content-Length': String(1e15) });
        response.write('x');
      },
    ];
    const failing = get();
    await expect(failing).rejects.toThrow(Unsupported);
    await expect(failing).rejects.toThrow(/need .* MB, but only .* MB are free/);
    expect(await kept()).toBeNull();
  });

  test('that has no end stops at the reserve of the disk, says why, and leaves nothing behind', async () => {
    server.queue = [sendForEver];
    const atStart = (256 << 20) + 1e8;
    downloads = await serviceWith({}, async () => {
      const received = await kept();
      return received === null ? atStart : atStart - received;
    });
    const failing = get();
    await expect(failing).rejects.toThrow(Unsupported);
    await expect(failing).rejects.toThrow(
      /only 2\d\d MB are free on this disk, and 268 MB are left for everything else: free some space, .*127\.0\.0\.1:\d+ does not say how large the file is; the \d+ MB that came were deleted/,
    );
    expect(await kept()).toBeNull();
  });

  test('of a known size that others leave no room for keeps what came, and goes on from there', async () => {
    let [looks, free] = [0, 1e12];
    downloads = await serviceWith({}, async () => {
      looks++;
      return looks > 1 ? free : 1e12;
    });
    free = 1e8;
    server.queue = [cutAfter(HALF)];
    await expect(get()).rejects.toThrow(/only 100 MB are free on this disk/);
    const { length } = server.log;
    free = 1e12;
    expect(await get()).toMatchObject({ id: 'm' });
    expect(server.log.length).toBeGreaterThan(length);
  });

  test('with a taken or invalid name sends no request', async () => {
    await get();
    await expect(get()).rejects.toThrow(/a model named m already exists/);
    await expect(get(asked('a/b'))).rejects.toThrow(/model name/);
    await expect(get(asked('starter'))).rejects.toThrow(/bundled model/);
    expect(server.log).toHaveLength(1);
  });

  test('of weights with unknown activation is kept, and is imported without network once the activation is given', async () => {
    server.file.bytes = safetensorsFile(tinyWeights(77));
    await expect(get()).rejects.toThrow(/--activation .* The downloaded file is kept/);
    await server.close();
    expect(await get({ ...asked(), activation: 'gelu' })).toMatchObject({ activation: 'gelu' });
  });

  test.each(['ftp://host/file', 'file:///etc/passwd', 'no address', 'https://name:secret@host/file'])(
    'from %j is refused',
    async (url) => {
      const request = { ...asked(), source: { kind: 'url' as const, url } };
      await expect(get(request)).rejects.toThrow(InvalidInput);
      await expect(get(request)).rejects.not.toThrow(/secret/);
    },
  );
});

describe('without a server that answers', () => {
  test('the error comes within two seconds and says what to do', async () => {
    await server.close();
    const { totalMs } = await ownTime(async () => {
      const failing = get();
      await expect(failing).rejects.toThrow(Unreachable);
      await expect(failing).rejects.toThrow(
        /cannot reach 127\.0\.0\.1:\d+: it refused the connection\. .*set a proxy or a mirror .* import it/,
      );
    });
    expect(totalMs).toBeLessThan(2000);
  });

  test('a request over an open connection reaches its time limit', async () => {
    downloads = await serviceWith({}, freeBytesOf, { answerMs: 1000 });
    server.queue = Array.from({ length: 9 }, () => () => undefined);
    await expect(get()).rejects.toThrow(/did not answer within 1 s/);
  });

  test('known models and partial downloads can still be listed', async () => {
    await server.close();
    expect((await downloads.known()).length).toBeGreaterThan(10);
    expect(await downloads.leftovers()).toEqual([]);
  });
});

describe('cancelling', () => {
  test('keeps the received part, and a later process resumes it', async () => {
    server.queue = [trickle];
    const abort = new AbortController();
    const running = downloads.download(asked(), {
      signal: abort.signal,
      report: ({ done }) => done > 20_000 && abort.abort(),
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const part = (await kept()) ?? 0;
    expect(part).toBeGreaterThan(20_000);
    expect(part).toBeLessThan(WEIGHTS.length);
    downloads = await serviceWith({});
    await get();
    expect(server.log[1]).toBe(`GET /repo/tiny.safetensors bytes=${part}- "one"`);
  });

  test.each([
    ['while no data arrives', [stallAfter(1000)]],
    ['while no response arrives', [() => undefined]],
    ['between two attempts', [answerStatus(503, { 'Retry-After': '60' })]],
  ])('%s takes less than a second', async (_, queue) => {
    server.queue = [...queue];
    downloads = await serviceWith({});
    const abort = new AbortController();
    const running = downloads.download(asked(), { signal: abort.signal, report: () => undefined });
    setTimeout(() => abort.abort(), 100);
    const { totalMs } = await ownTime(() => expect(running).rejects.toMatchObject({ name: 'AbortError' }));
    expect(totalMs).toBeLessThan(1000);
  });

  test('frees the name: until then a second download or a discard of it is refused', async () => {
    server.queue = [stallAfter(1000)];
    const abort = new AbortController();
    const running = downloads.download(asked(), { signal: abort.signal, report: () => undefined });
    await expect.poll(() => kept()).toBe(1000);
    await expect(get()).rejects.toThrow(Busy);
    await expect(downloads.discard('m')).rejects.toThrow(Busy);
    abort.abort();
    await running.catch(() => undefined);
    await downloads.discard('m');
    expect(await downloads.leftovers()).toEqual([]);
    await expect(downloads.discard('m')).rejects.toThrow(NotFound);
  });
});

describe('redirects', () => {
  const link = (sum: string) => ({ 'X-Linked-ETag': `"${sum}"` });

  test('are followed, and the checksum that they publish is verified', async () => {
    server.queue = [redirectTo('/store/1', link(sha256(WEIGHTS)))];
    await get();
    expect(server.log).toEqual(['GET /repo/tiny.safetensors', 'GET /store/1']);
  });

  test('to a file with a wrong checksum are refused with both checksums, and the file is removed', async () => {
    const published = sha256(OTHERS);
    server.queue = [redirectTo('/store/1', link(published))];
    const failing = get();
    await expect(failing).rejects.toThrow(/the download is damaged/);
    await expect(failing).rejects.toThrow(published);
    await expect(failing).rejects.toThrow(sha256(WEIGHTS));
    expect(await kept()).toBeNull();
  });

  test('to another mirror resume a partial file with a published checksum', async () => {
    const sum = link(sha256(WEIGHTS));
    server.queue = [
      redirectTo('/store/1', sum),
      cutAfter(HALF),
      redirectTo('/store/2', sum),
      (request, response, file) => serve(request, response, { ...file, etag: '"mirror"' }),
    ];
    await get();
    expect(server.log.at(-1)).toBe(`GET /store/2 bytes=${HALF}-`);
    expect((await configOf('m')).source.sha256).toBe(sha256(WEIGHTS));
  });

  test('in a loop are given up', async () => {
    server.queue = Array.from({ length: 20 }, () => redirectTo('/again'));
    await expect(get()).rejects.toThrow(/gave up after 9 redirects/);
  });

  test.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'http://[', 'javascript:1'])(
    'to %j are refused',
    async (location) => {
      server.queue = [redirectTo(location)];
      await expect(get()).rejects.toThrow(/refused an unsafe redirect|not an address/);
    },
  );
});

describe('the checksum of a first download', () => {
  test('is pinned: a changed file at the same address is refused with both checksums until it is accepted', async () => {
    await get();
    Object.assign(server.file, { bytes: OTHERS, etag: '"two"' });
    const failing = get(asked('again'));
    await expect(failing).rejects.toThrow(InvalidInput);
    await expect(failing).rejects.toThrow(`SHA-256 ${sha256(OTHERS)} now, ${sha256(WEIGHTS)} before`);
    await get(asked('again'), { acceptChange: true });
    await get(asked('third'));
    expect((await configOf('third')).source.sha256).toBe(sha256(OTHERS));
  });

  test('refuses a change that the publisher announces before any byte is downloaded', async () => {
    await get();
    Object.assign(server.file, { bytes: OTHERS, etag: '"two"' });
    server.queue = [redirectTo('/store/1', { 'X-Linked-ETag': `"${sha256(OTHERS)}"` })];
    await expect(get(asked('again'))).rejects.toThrow(/the file has changed/);
    expect(await kept('again')).toBeNull();
  });
});

describe('with a mirror or a proxy', () => {
  const known: DownloadRequest = {
    source: { kind: 'known', model: 'lrsclip-b16' },
    name: 'lrs',
    activation: null,
  };
  const PATH = '/cwz14/LRSCLIP_ViT-B-16/resolve/main/LRSCLIP_ViT-B-16.pt';

  test('a known model is downloaded from the mirror in the settings, or else from HF_ENDPOINT', async () => {
    await downloads.settings.set({ mirror: `${server.origin}/hub/`, proxy: null });
    await get(known);
    downloads = await serviceWith({ HF_ENDPOINT: server.origin });
    await downloads.settings.set({ mirror: '  ', proxy: null });
    await get({ ...known, name: 'second' });
    expect(server.log).toEqual([`GET /hub${PATH}`, `GET ${PATH}`]);
  });

  test('a model with unknown activation is downloaded only once the activation is given', async () => {
    downloads = await serviceWith({ HF_ENDPOINT: server.origin });
    const request: DownloadRequest = {
      source: { kind: 'known', model: 'remoteclip-b32' },
      name: 'r',
      activation: null,
    };
    await expect(get(request)).rejects.toThrow(/choose which one to use/);
    expect(server.log).toEqual([]);
    expect(await get({ ...request, activation: 'gelu' })).toMatchObject({ activation: 'gelu' });
  });

  test('an unknown model name is refused with a list of the known ones', async () => {
    await expect(get({ ...known, source: { kind: 'known', model: 'x' } })).rejects.toThrow(
      /known models: dgtrs-clip-b16, /,
    );
  });

  test.each([
    { mirror: 'hub', proxy: null },
    { mirror: null, proxy: 'socks5://127.0.0.1:1' },
    { mirror: null, proxy: 'http://' },
  ])('settings without a valid address are refused: %j', async (settings) => {
    await expect(downloads.settings.set(settings)).rejects.toThrow(/mirror|proxy/);
    expect(await downloads.settings.get()).toEqual({ mirror: null, proxy: null });
  });

  test('an http file is fetched through the proxy, with user name and password', async () => {
    const proxy = await startProxy();
    server.queue = [];
    downloads = await serviceWith({ HTTP_PROXY: `http://user:p%40ss@127.0.0.1:${proxy.port}` });
    // Loopback is exempt from the environment's proxy, not from the user's own setting.
    await get();
    expect(proxy.log).toEqual([]);
    await get(asked('second'), { settings: { proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}` } });
    expect(proxy.log).toEqual([`GET ${server.origin}/repo/tiny.safetensors Basic ${btoa('user:p@ss')}`]);
    await proxy.close();
  });

  test('a proxy that refuses or cannot be reached is named in the error', async () => {
    const proxy = await startProxy('403 Forbidden');
    const request = { ...asked(), source: { kind: 'url' as const, url: 'https://weights.invalid/m.pt' } };
    const settings = { proxy: `127.0.0.1:${proxy.port}` };
    await expect(get(request, { settings })).rejects.toThrow(
      /the proxy 127\.0\.0\.1:\d+ refused to connect to weights\.invalid:443: 403/,
    );
    expect(proxy.log[0]).toBe('CONNECT weights.invalid:443');
    await proxy.close();
    await expect(get(request, { settings })).rejects.toThrow(
      /cannot reach 127\.0\.0\.1:\d+: it refused the connection/,
    );
  });

  const certificate = selfSigned();
  test.skipIf(certificate === null)('an https file is fetched through a tunnel of the proxy', async () => {
    const secure = createSecureServer(certificate!, (request, response) =>
      serve(request, response, server.file),
    );
    await new Promise<void>((done) => secure.listen(0, '127.0.0.1', done));
    const proxy = await startProxy();
    const url = `https://localhost:${(secure.address() as AddressInfo).port}/m.safetensors`;
    const request = { ...asked(), source: { kind: 'url' as const, url } };
    const settings = { proxy: `http://127.0.0.1:${proxy.port}` };
    await expect(get(request, { settings })).rejects.toThrow(/certificate is not trusted/);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await get(request, { settings });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(proxy.log.at(-1)).toBe(`CONNECT ${new URL(url).host}`);
    expect(proxy.carriedBytes()).toBeGreaterThan(WEIGHTS.length);
    expect((await configOf('m')).source.sha256).toBe(sha256(WEIGHTS));
    secure.closeAllConnections();
    secure.close();
    await proxy.close();
  });
});

test('a damaged model is listed with its fault and can be removed', async () => {
  await get();
  const models = await modelService();
  await storage.remove(join(home, 'models/m/text.onnx'));
  expect(await models.damaged()).toMatchObject([
    {
      kind: 'damaged',
      name: 'm',
      reason: expect.stringMatching(/models\/m\/text\.onnx: the file is missing/),
    },
  ]);
  await models.remove('m' as ModelId);
  expect(await models.damaged()).toEqual([]);
});

/** Proxy that forwards absolute URLs and CONNECT. With `refusal` it answers each CONNECT with that status. */
async function startProxy(refusal: string | null = null) {
  const log: string[] = [];
  let carried = 0;
  const proxy = createPlainServer((request, response) => {
    log.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    serve(request, response, server.file);
  });
  proxy.on('connect', (request, socket) => {
    log.push(`CONNECT ${request.url}`);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host === 'localhost' ? '127.0.0.1' : host);
    onward.on('connect', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    // Both sockets are half-open by default: neither side would see the end of a failed handshake.
    socket.on('end', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    onward.on('data', (bytes: Buffer) => {
      carried += bytes.length;
    });
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  return {
    port: (proxy.address() as AddressInfo).port,
    log,
    carriedBytes: () => carried,
    close: () =>
      new Promise<void>((done) => {
        proxy.closeAllConnections();
        proxy.close(() => done());
      }),
  };
}

/** Self-signed certificate for localhost; null where there is no openssl. */
function selfSigned(): { key: string; cert: string } | null {
  const command = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    '-',
    '-out',
    '-',
  ];
  try {
    const text = execFileSync('/usr/bin/openssl', command, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const at = text.indexOf('-----BEGIN CERTIFICATE-----');
    return { key: text.slice(0, at), cert: text.slice(at) };
  } catch {
    return null;
  }
}
