/** Ports over a page's `MessagePort` and Electron's `MessagePortMain`. Values are cloned, never transferred. */
import type { Port } from './port.ts';
import { queuedPort } from './queued-port.ts';

/** The part of Electron's `MessagePortMain` that we use; its `close` event means that the other end is gone. */
export interface MainSidePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** The part of a page's `MessagePort` that is used here. */
export interface PageSidePort {
  postMessage(message: unknown): void;
  addEventListener(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(event: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

/** For a page or a worker. */
export function portOverMessagePort(channel: PageSidePort): Port {
  const { port, deliver, closed } = queuedPort({
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  });
  channel.addEventListener('message', (event) => deliver(event.data));
  channel.addEventListener('close', () => closed('the other side went away'));
  channel.start();
  return port;
}

/** For Electron's main and utility processes. */
export function portOverMainSidePort(channel: MainSidePort): Port {
  const { port, deliver, closed } = queuedPort({
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  });
  channel.on('message', (event) => deliver(event.data));
  channel.on('close', () => closed('the other side went away'));
  channel.start();
  return port;
}
