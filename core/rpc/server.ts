/** Server of the contract: checks every message before a handler receives it. */
import { inWords } from '../value-in-words.ts';
import { contract, type Handlers, type MethodName } from './contract.ts';
import type { Port } from './port.ts';
import {
  type ClientMessage,
  checkPortable,
  MAX_OPEN_CALLS,
  readClientMessage,
  type ServerMessage,
  toWireError,
  type WireError,
} from './protocol.ts';
import { throttleProgress } from './throttle-progress.ts';

/** Serves one port until it closes, which aborts all its open calls. */
export function serve(port: Port, handlers: Handlers): void {
  const open = new Map<number, AbortController>();
  const send = (message: ServerMessage): void => port.post(message);

  port.onMessage((message) => {
    const read = readClientMessage(message);
    if (read === null) return;
    if (read.kind === 'cancel') {
      open.get(read.id)?.abort();
      open.delete(read.id);
    } else if (!open.has(read.id)) start(read);
  });
  port.onClose((reason) => {
    const calls = [...open.values()];
    open.clear();
    for (const call of calls) call.abort(new DOMException(reason, 'AbortError'));
  });

  function start({ id, method, input }: Extract<ClientMessage, { kind: 'req' }>): void {
    const fail = (error: WireError): void => send({ kind: 'err', id, error });
    if (!isMethod(method)) {
      fail({ name: 'NoMethod', message: `The core has no method ${inWords(method)}`, code: 'NO_METHOD' });
    } else if (open.size >= MAX_OPEN_CALLS) {
      fail({
        name: 'Busy',
        message: `${MAX_OPEN_CALLS} calls are already open: wait for one to finish`,
        code: 'BUSY',
      });
    } else {
      const call = new AbortController();
      open.set(id, call);
      const progress = throttleProgress(
        (latest) => send({ kind: 'prog', id, progress: latest }),
        () => port.bufferedBytes(),
      );
      // A cancelled call gets no reply, because its caller no longer waits.
      const answer = (message: ServerMessage): void => {
        progress.finish(call.signal.aborted);
        if (open.get(id) !== call) return;
        open.delete(id);
        send(message);
      };
      answered(method, input, call.signal, progress.report).then(
        (value) => answer({ kind: 'res', id, value }),
        (error: unknown) => answer({ kind: 'err', id, error: toWireError(error) }),
      );
    }
  }

  async function answered(
    method: MethodName,
    input: unknown,
    signal: AbortSignal,
    report: (progress: unknown) => void,
  ): Promise<unknown> {
    const checked = contract[method].input(input, method);
    // Correct by the types of the contract, which TypeScript cannot follow through a union of methods.
    const handler = handlers[method] as (input: unknown, context: unknown) => Promise<unknown>;
    const value = await handler(checked, { signal, report });
    checkPortable(value, `result of ${method}`);
    return value;
  }
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(contract, name);
}
