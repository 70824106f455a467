/** The look for a newer version: asked of a small server that answers as the page of the releases does. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { NotFound, Unreachable, Unsupported } from '../../../../core/errors.ts';
import { isNewer, newestRelease } from '../../../../electron/app/download/newest-release.ts';
import { releasesNamedIn } from '../../../../electron/app/download/releases-named-in.ts';

const signal = new AbortController().signal;
const direct = { mirror: null, proxy: null };
let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function answering(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/owner/name/releases`;
}

function redirectingTo(path: string, asked: string[] = []): RequestListener {
  return (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['user-agent']}`);
    if (request.url === '/owner/name/releases/latest') response.writeHead(302, { Location: path }).end();
    else response.end('a page');
  };
}

test('the newest release is read from where the page of the releases leads', async () => {
  const asked: string[] = [];
  const releases = await answering(redirectingTo('/owner/name/releases/tag/v1.10.0', asked));
  const found = await newestRelease({ version: '1.9.3', releases }, direct, signal);
  expect(found).toEqual({ version: '1.10.0', isNewer: true, address: `${releases}/tag/v1.10.0` });
  expect(asked).toEqual([
    'GET /owner/name/releases/latest Longsight',
    'GET /owner/name/releases/tag/v1.10.0 Longsight',
  ]);
  expect((await newestRelease({ version: '1.10.0', releases }, direct, signal)).isNewer).toBe(false);
});

test('a page without releases, no answer and a clone are named as what they are', async () => {
  const releases = await answering(redirectingTo('/owner/name/releases'));
  await expect(newestRelease({ version: '1.0.0', releases }, direct, signal)).rejects.toThrow(NotFound);
  const closed = 'http://127.0.0.1:9/releases';
  await expect(newestRelease({ version: '1.0.0', releases: closed }, direct, signal)).rejects.toThrow(
    Unreachable,
  );
  await expect(newestRelease({ version: '1.0.0', releases: null }, direct, signal)).rejects.toThrow(
    Unsupported,
  );
});

test('versions are compared as numbers', () => {
  expect(isNewer('0.10.0', '0.9.9')).toBe(true);
  expect(isNewer('1.0', '1.0.0')).toBe(false);
  expect(isNewer('1.0.1', '1.0')).toBe(true);
  expect(isNewer('1.2.3', '2.0.0')).toBe(false);
});

test('only an installed application knows where it was published, and only a safe address counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-package-'));
  const file = pathToFileURL(join(folder, 'package.json'));
  const namedBy = async (content: object): Promise<string | null> => {
    await writeFile(file, JSON.stringify(content));
    return releasesNamedIn(file);
  };
  try {
    expect(await namedBy({ releases: 'https://host/owner/name/releases' })).toBe(
      'https://host/owner/name/releases',
    );
    expect(await namedBy({})).toBe(null);
    expect(await namedBy({ releases: 'http://host/owner/name/releases' })).toBe(null);
    expect(await namedBy({ releases: 'file:///etc/releases' })).toBe(null);
  } finally {
    await rm(folder, { recursive: true });
  }
});
