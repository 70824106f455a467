/** Ports over a WebSocket, a page's or the `ws` package's: one binary frame for each message. */
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Port } from './port.ts';
import { queuedPort } from './queued-port.ts';

/** What a page's WebSocket and that of `ws` have in common. */
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

/** Over an open socket. */
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
    if (message === null) socket.close(INVALID_FRAME, 'no valid frame');
    else deliver(message.value);
  });
  socket.addEventListener('close', ({ code, reason }) =>
    closed(reason === '' ? `socket code ${code}` : reason),
  );
  // An error is always followed by the close event, which carries the reason.
  socket.addEventListener('error', () => undefined);
  return port;
}

function decodedOrNull(frame: ArrayBuffer): { readonly value: unknown } | null {
  try {
    return { value: decodeFrame(frame) };
  } catch {
    // The sender breaks the protocol: whatever is wrong with the bytes, the answer is to hang up.
    return null;
  }
}

/** Opens a socket to `url`; rejects when it cannot be opened. */
export async function connectWebSocket(url: string): Promise<Port> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new Error(`No connection to ${url}`)), { once: true });
  });
  return portOverWebSocket(socket);
}
