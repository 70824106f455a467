/** Ports over a WebSocket of a page or of the `ws` package, with one binary frame per message. */
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Port } from './port.ts';
import { queuedPort } from './queued-port.ts';

/** The common part of a page's WebSocket and that of `ws`. */
export interface SocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    event: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
  addEventListener(event: 'error', listener: () => void): void;
}

const UNSUPPORTED_FRAME = 1003;
const INVALID_FRAME = 1007;

/** A port over an open socket. */
export function portOverWebSocket(socket: SocketLike): Port {
  socket.binaryType = 'arraybuffer';
  const { port, deliver, closed } = queuedPort({
    post: (message) => socket.send(encodeFrame(message)),
    close: () => socket.close(),
    bufferedBytes: () => socket.bufferedAmount,
  });
  socket.addEventListener('message', ({ data }) => {
    if (!(data instanceof ArrayBuffer)) {
      socket.close(UNSUPPORTED_FRAME, 'binary frames only');
      return;
    }
    const message = decodedOrNull(data);
    if (message === null) socket.close(INVALID_FRAME, 'malformed frame');
    else deliver(message.value);
  });
  socket.addEventListener('close', ({ code, reason }) =>
    closed(reason === '' ? `socket code ${code}` : reason),
  );
  // An error is always followed by the close event, which has the reason.
  socket.addEventListener('error', () => undefined);
  return port;
}

function decodedOrNull(frame: ArrayBuffer): { readonly value: unknown } | null {
  try {
    return { value: decodeFrame(frame) };
  } catch {
    // The sender violates the protocol. The socket is closed whatever the fault.
    return null;
  }
}

/** Opens a socket to `url`. Rejects if that fails, or has not been done when `signal` is aborted. */
export async function connectWebSocket(url: string, signal: AbortSignal): Promise<Port> {
  const socket = new WebSocket(url);
  // Browsers open one socket after the other: one that is given up must not hold up the next.
  const giveUp = (): void => socket.close();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('close', () => reject(new Error(`No connection to ${url}`)), { once: true });
      // The close event follows.
      socket.addEventListener('error', () => undefined);
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  return portOverWebSocket(socket);
}
