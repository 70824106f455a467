/** The browser host beside other web servers on the same machine. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { hostTest, startBrowserApp } from './browser-app.ts';

hostTest(
  'a page of another port gets nothing that opens the application; reloading keeps it',
  async () => {
    const asked: IncomingMessage[] = [];
    const other = createServer((request, response) => {
      asked.push(request);
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>another server</title>');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const app = await startBrowserApp();
    try {
      const { page, context } = app;
      await page.getByRole('row', { name: /manila_bridge/ }).waitFor();
      const { origin, pathname } = new URL(page.url());
      expect(pathname).toMatch(/^\/[\w-]{32}\/$/);

      const stranger = await context.newPage();
      await stranger.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const cookie = String(asked[0]?.headers.cookie);
      // Browsers send cookies to every port.
      expect(cookie).toContain('longsight_');
      expect(JSON.stringify(asked.map(({ headers, url }) => [headers, url]))).not.toContain(
        pathname.slice(1, -1),
      );
      for (const path of ['/', '/grants', '/data/map/q', `/?token=${cookie.replace(/^.*=/, '')}`])
        expect((await fetch(`${origin}${path}`, { headers: { cookie } })).status, path).toBe(403);
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { cookie }, origin });
      const [, refusal] = await once(socket, 'unexpected-response');
      expect(refusal.statusCode).toBe(403);
      socket.on('error', () => undefined);
      socket.terminate();

      const again = page.waitForResponse((response) => response.url().endsWith('/grants'));
      await page.reload();
      expect((await again).status()).toBe(200);
      await page.getByRole('row', { name: /manila_bridge/ }).waitFor();
      const second = await context.newPage();
      await second.goto(`${origin}${pathname}`);
      await second.getByRole('row', { name: /manila_bridge/ }).waitFor();
      expect(app.faults).toEqual([]);
    } finally {
      await app.close();
      other.close();
    }
  },
  180_000,
);
