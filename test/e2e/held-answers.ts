/** Keeps answers of the core from a page, or requests of the page from the core, as a slow machine or network does. */
import type { Page, WebSocketRoute } from 'playwright-core';
import { decodeFrame } from '../../core/rpc/frame.ts';
import { readClientMessage, readServerMessage } from '../../core/rpc/protocol.ts';

export type Held = {
  /** Connections that the page has opened since. */
  readonly connections: () => number;
  /** Number of answers or requests that are held now. */
  readonly count: () => number;
  /** Gives one of those that are held, counted from the first. */
  readonly give: (index: number) => void;
  /** Gives what is held, and holds no more. */
  readonly release: () => void;
  /** Holds again. */
  readonly hold: () => void;
};

/** Passes the frames of a connection on; `hold` is given those that are to wait. */
type Holding = (socket: WebSocketRoute, methods: readonly string[], hold: (send: () => void) => void) => void;

/** Holds the answers to `methods` on the next connection of the page, which it opens when it is loaded. */
export function holdAnswers(page: Page, ...methods: readonly string[]): Promise<Held> {
  return holding(page, answersOn, methods);
}

/** Likewise the requests themselves: what they change in the core waits too. */
export function holdRequests(page: Page, ...methods: readonly string[]): Promise<Held> {
  return holding(page, requestsOn, methods);
}

async function holding(page: Page, holdOn: Holding, methods: readonly string[]): Promise<Held> {
  let connections = 0;
  let isHeld = true;
  const held: (() => void)[] = [];
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    connections += 1;
    if (connections > 1) socket.connectToServer();
    else holdOn(socket, methods, (send) => (isHeld ? held.push(send) : send()));
  });
  return {
    connections: () => connections,
    count: () => held.length,
    give: (index) => held.splice(index, 1)[0](),
    release: () => {
      isHeld = false;
      for (const send of held.splice(0)) send();
    },
    hold: () => {
      isHeld = true;
    },
  };
}

function answersOn(...[socket, methods, hold]: Parameters<Holding>): void {
  const server = socket.connectToServer();
  const asked = new Set<number>();
  socket.onMessage((frame) => {
    const message = readClientMessage(messageIn(frame));
    if (message?.kind === 'req' && methods.includes(message.method)) asked.add(message.id);
    server.send(frame);
  });
  server.onMessage((frame) => {
    const message = readServerMessage(messageIn(frame));
    if (message !== null && asked.has(message.id)) hold(() => socket.send(frame));
    else socket.send(frame);
  });
}

function requestsOn(...[socket, methods, hold]: Parameters<Holding>): void {
  const server = socket.connectToServer();
  socket.onMessage((frame) => {
    const message = readClientMessage(messageIn(frame));
    if (message?.kind === 'req' && methods.includes(message.method)) hold(() => server.send(frame));
    else server.send(frame);
  });
  server.onMessage((frame) => socket.send(frame));
}

function messageIn(frame: string | Buffer): unknown {
  return decodeFrame(new Uint8Array(Buffer.from(frame)).buffer);
}
