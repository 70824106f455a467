/** Reads a response as it arrives, so that what came before a lost connection is kept. */
import type { IncomingMessage } from 'node:http';

/** The sender is paused while this many pieces wait for the disk. */
const MOST_WAITING = 64;

/** A destroyed stream drops unread data, so the pieces are read as they arrive. Ends or throws as the stream does. */
export function receivedPieces(body: IncomingMessage): AsyncIterable<Buffer> {
  const waiting: Buffer[] = [];
  let end: { readonly error: Error | null } | null = null;
  let wake: () => void = () => undefined;
  const finish = (error: Error | null): void => {
    end ??= { error };
    wake();
  };
  body.on('data', (piece: Buffer) => {
    waiting.push(piece);
    if (waiting.length >= MOST_WAITING) body.pause();
    wake();
  });
  body.on('end', () => finish(null));
  body.on('error', (error) => finish(error));
  body.on('close', () => finish(null));
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const piece = waiting.shift();
        if (piece !== undefined) {
          yield piece;
          if (waiting.length < MOST_WAITING / 2) body.resume();
        } else if (end !== null) {
          if (end.error !== null) throw end.error;
          return;
        } else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
