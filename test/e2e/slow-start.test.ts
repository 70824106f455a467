import type { WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { decodeFrame } from '../../core/rpc/frame.ts';
import { readClientMessage, readServerMessage } from '../../core/rpc/protocol.ts';
import { violations } from './axe.ts';
import { type BrowserApp, hostTest, startBrowserApp } from './browser-app.ts';
import { waitForScene } from './steps.ts';

describe('a window whose core leaves a question unanswered', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  hostTest('says what it waits for, and starts over another connection', async () => {
    const { page } = app;
    let connections = 0;
    await page.routeWebSocket(/\/rpc$/, (socket) => {
      connections += 1;
      if (connections === 1) withoutAnswersTo('models.list', socket);
      else socket.connectToServer();
    });
    await page.reload();
    const notice = page.getByRole('status').filter({ hasText: 'The start takes longer than usual' });
    await notice.waitFor();
    expect(await notice.textContent()).toContain('is waiting for: the models. A disk');
    if (process.env.LONGSIGHT_SHOTS)
      await page.screenshot({ path: `${process.env.LONGSIGHT_SHOTS}/slow-start.png` });
    expect(await violations(page)).toEqual([]);
    expect(connections).toBe(1);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await waitForScene(page);
    expect(connections).toBe(2);
  });
});

function withoutAnswersTo(method: string, socket: WebSocketRoute): void {
  const server = socket.connectToServer();
  const asked = new Set<number>();
  socket.onMessage((frame) => {
    const message = readClientMessage(messageIn(frame));
    if (message?.kind === 'req' && message.method === method) asked.add(message.id);
    server.send(frame);
  });
  server.onMessage((frame) => {
    const message = readServerMessage(messageIn(frame));
    if (message === null || !asked.has(message.id)) socket.send(frame);
  });
}

function messageIn(frame: string | Buffer): unknown {
  return decodeFrame(new Uint8Array(Buffer.from(frame)).buffer);
}
