import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Revisions } from '../../../core/documents/app.ts';
import type { Port } from '../../../core/rpc/port.ts';
import { serve } from '../../../core/rpc/server.ts';
import { connectWebSocket, portOverWebSocket } from '../../../core/rpc/web-socket.ts';
import { RevisionCounter } from '../../../electron/app/process/revision-counter.ts';
import { CoreLink, type LinkState } from '../../../renderer/state/core-link.ts';
import { handlersWith } from '../../core/rpc/transports.ts';

const PATIENCE_MS = 2000;

/** What becomes of a connection: its handshake stays unanswered, it opens and nothing more comes, or a core serves it. */
type Fate = 'no-handshake' | 'silent' | 'served';

describe('the link to a core', () => {
  const counter = new RevisionCounter();
  const handlers = handlersWith({
    'app.watch': (_, { signal, report }) => counter.watch(report, signal),
    'jobs.list': async () => [],
  });
  let fates: Fate[];
  let connections: Socket[];
  let server: Server;
  let faults: unknown[];
  let isOver: boolean;

  beforeEach(async () => {
    [connections, faults, isOver] = [[], [], false];
    // A page's globals, which Node 20 has not; the WebSocket of `ws` has the same interface.
    globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
    globalThis.reportError = (error) => faults.push(error);
    const sockets = new WebSocketServer({ noServer: true });
    const http = createHttp();
    http.on('upgrade', (request, stream, head) =>
      sockets.handleUpgrade(request, stream, head, (socket) => {
        if (fates[connections.length - 1] === 'served') serve(portOverWebSocket(socket), handlers);
      }),
    );
    server = createServer((connection) => {
      connections.push(connection);
      if (fates[connections.length - 1] === 'no-handshake') connection.resume();
      else http.emit('connection', connection);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    isOver = true;
    expect(faults).toEqual([]);
    for (const connection of connections) connection.destroy();
    await new Promise((closed) => server.close(closed));
  });

  function link(...ofConnections: Fate[]): { core: CoreLink; states: LinkState[]; revisions: Revisions[] } {
    fates = ofConnections;
    const { port } = server.address() as AddressInfo;
    const [states, received]: [LinkState[], Revisions[]] = [[], []];
    const shell = {
      connect: (signal: AbortSignal) =>
        // A link never ends by itself.
        isOver ? new Promise<Port>(() => undefined) : connectWebSocket(`ws://127.0.0.1:${port}`, signal),
    };
    const core = new CoreLink(
      shell,
      { onState: (state) => states.push(state), onRevisions: (now) => received.push(now) },
      PATIENCE_MS,
    );
    return { core, states, revisions: received };
  }

  test('a call waits for the connection and is answered', async () => {
    const { core, states, revisions } = link('served');
    expect(await core.call('jobs.list', null)).toEqual([]);
    expect(states).toEqual(['connecting', 'connected']);
    await expect.poll(() => revisions.length).toBe(1);
  });

  test('a connection that the core does not take is given up, and the call is made over another one', async () => {
    const { core, states } = link('no-handshake', 'served');
    expect(await core.call('jobs.list', null)).toEqual([]);
    expect(states).toEqual(['connecting', 'lost', 'connected']);
    await expect.poll(() => connections[0].destroyed).toBe(true);
  });

  test('a connection on which the core says nothing is lost, and another one is opened', async () => {
    const { core, states } = link('silent', 'served');
    await expect(core.call('jobs.list', null)).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await core.call('jobs.list', null)).toEqual([]);
    expect(states).toEqual(['connecting', 'connected', 'lost', 'connected']);
  });

  test('a connection on which the core has spoken is kept', async () => {
    const { core, revisions } = link('served');
    await expect.poll(() => revisions.length).toBe(1);
    await new Promise((later) => setTimeout(later, 1.5 * PATIENCE_MS));
    expect(await core.call('jobs.list', null)).toEqual([]);
    expect(connections).toHaveLength(1);
  });

  test('a renewed link opens another connection', async () => {
    const { core, states } = link('served', 'served');
    await core.renew();
    expect(await core.call('jobs.list', null)).toEqual([]);
    expect(states).toEqual(['connecting', 'connected', 'lost', 'connected']);
  });
});
