/** Client of the contract: calls with progress and abort, over any port. */
import type { InputOf, MethodName, OutputOf, ProgressOf } from './contract.ts';
import type { Port } from './port.ts';
import { checkPortable, readServerMessage, type ServerMessage, type WireError } from './protocol.ts';

export type CallOptions<M extends MethodName> = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProgressOf<M>) => void;
};

export interface Client {
  /** Rejects with `RemoteError`, or with the signal's reason after an abort. */
  call<M extends MethodName>(method: M, input: InputOf<M>, options?: CallOptions<M>): Promise<OutputOf<M>>;
  /** Calls `listener` once with the reason when the connection closes, or immediately if it is already closed. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

/** Failure of a call: name, message and code of the error on the other side, or code CLOSED if the connection was lost. */
export class RemoteError extends Error {
  readonly code: string | null;
  constructor({ name, message, code }: WireError) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

type OpenCall = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: (progress: unknown) => void;
};

/** A client on `port`, which it then owns. */
export function connectClient(port: Port): Client {
  const open = new Map<number, OpenCall>();
  const closeListeners: ((reason: string) => void)[] = [];
  let closedBecause: string | null = null;
  let lastId = 0;

  port.onMessage((message) => {
    const read = readServerMessage(message);
    const call = read === null ? undefined : open.get(read.id);
    if (read !== null && call !== undefined) settle(read, call);
  });
  port.onClose((reason) => {
    closedBecause = reason;
    const calls = [...open.values()];
    open.clear();
    for (const call of calls) call.reject(closed(reason));
    for (const listener of closeListeners) listener(reason);
  });

  function settle(message: ServerMessage, call: OpenCall): void {
    if (message.kind === 'prog') {
      call.progress(message.progress);
      return;
    }
    open.delete(message.id);
    if (message.kind === 'res') call.resolve(message.value);
    else call.reject(new RemoteError(message.error));
  }

  function send(method: string, input: unknown, options: CallOptions<MethodName>): Promise<unknown> {
    // A new one for each call: Node warns when many calls listen to the same signal.
    const { signal = new AbortController().signal, onProgress = () => undefined } = options;
    if (signal.aborted) return Promise.reject(signal.reason);
    if (closedBecause !== null) return Promise.reject(closed(closedBecause));
    checkPortable(input, method);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        open.delete(id);
        port.post({ kind: 'cancel', id });
        reject(signal.reason);
      };
      const unwatch = (): void => signal.removeEventListener('abort', abort);
      open.set(id, {
        resolve: (value) => {
          unwatch();
          resolve(value);
        },
        reject: (error) => {
          unwatch();
          reject(error);
        },
        progress: (progress) => onProgress(progress as never),
      });
      signal.addEventListener('abort', abort, { once: true });
      port.post({ kind: 'req', id, method, input });
    });
  }

  return {
    // The contract gives the result type of each method. The core checks inputs; the page trusts the core's results.
    call: async (method, input, options = {}) =>
      (await send(method, input, options as CallOptions<MethodName>)) as OutputOf<typeof method>,
    onClose: (listener) => {
      if (closedBecause === null) closeListeners.push(listener);
      else listener(closedBecause);
    },
    close: () => port.close(),
  };
}

function closed(reason: string): RemoteError {
  return new RemoteError({
    name: 'Closed',
    message: `The connection to the core is closed: ${reason}`,
    code: 'CLOSED',
  });
}
