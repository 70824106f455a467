/** The two transports of the contract, each as a connected pair of ports. */
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { contract } from '../../../core/rpc/contract.ts';
import { portOverMainSidePort, portOverMessagePort } from '../../../core/rpc/message-port.ts';
import type { Port } from '../../../core/rpc/port.ts';
import { connectWebSocket, portOverWebSocket } from '../../../core/rpc/web-socket.ts';

export type Pair = { readonly page: Port; readonly core: Port; readonly release: () => Promise<void> };

export const transports: readonly { readonly name: string; readonly connect: () => Promise<Pair> }[] = [
  { name: 'MessagePort', connect: messagePortPair },
  { name: 'WebSocket', connect: webSocketPair },
];

/** Completes `some` with handlers that fail. */
export function handlersWith(some: Partial<Handlers>): Handlers {
  const missing = Object.keys(contract).map((method) => [
    method,
    () => Promise.reject(new Error(`${method} is not part of this test`)),
  ]);
  return { ...(Object.fromEntries(missing) as Handlers), ...some };
}

async function messagePortPair(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel();
  // Electron's main-side ports wrap each message in an event object and call their listener directly.
  const mainSide = {
    postMessage: (message: unknown) => port2.postMessage(message),
    on: (event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void) =>
      event === 'message'
        ? port2.on('message', (data: unknown) => listener({ data }))
        : port2.on('close', () => listener({ data: null })),
    start: () => port2.start(),
    close: () => port2.close(),
  };
  const page = portOverMessagePort(port1 as unknown as MessagePort);
  return { page, core: portOverMainSidePort(mainSide), release: async () => port1.close() };
}

async function webSocketPair(): Promise<Pair> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const { port } = server.address() as AddressInfo;
  const page = await withGlobalWebSocket(() =>
    connectWebSocket(`ws://127.0.0.1:${port}`, new AbortController().signal),
  );
  const core = portOverWebSocket(await accepted);
  const release = async (): Promise<void> => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  return { page, core, release };
}

/** Node 20 has no global WebSocket; the one of `ws` has the same interface. */
async function withGlobalWebSocket<T>(run: () => Promise<T>): Promise<T> {
  const before = globalThis.WebSocket;
  globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
  try {
    return await run();
  } finally {
    globalThis.WebSocket = before;
  }
}
