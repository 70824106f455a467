/** Connection from a utility process to Electron's main process: receives grants, clients and URL requests, asks for engine processes. */
import type { CoreToMain, MainToCore } from '../../../core/rpc/main-messages.ts';
import { type MainSidePort, portOverMainSidePort } from '../../../core/rpc/message-port.ts';
import type { Port } from '../../../core/rpc/port.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { EngineConnection } from '../../engine/engine-messages.ts';

/** The part of Electron's `process.parentPort` that is used here. It queues messages until a listener is added. */
type ParentPort = {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly MainSidePort[] }) => void,
  ): unknown;
  postMessage(message: unknown): void;
};

/** Called with every message that is not about engines, and its port if it has one. */
export type Incoming = (
  message: Exclude<MainToCore, { readonly kind: 'engine-started' | 'engine-exited' }>,
  port: MainSidePort | null,
) => void;

type Starting = {
  readonly resolve: (connection: EngineConnection) => void;
  readonly reject: (error: Error) => void;
};

export class LinkToMain {
  readonly #main: ParentPort;
  readonly #starting = new Map<number, Starting>();
  readonly #running = new Map<number, Port>();
  #lastEngine = 0;

  /** Starts listening. */
  constructor(incoming: Incoming) {
    const { parentPort } = process as { parentPort?: ParentPort };
    if (parentPort === undefined) throw new Error('not a utility process: Electron starts this file');
    this.#main = parentPort;
    parentPort.on('message', ({ data, ports }) => {
      // Main belongs to this application, so its messages can be trusted to have their types.
      const message = data as MainToCore;
      const port = ports[0] ?? null;
      if (message.kind === 'engine-started') this.#started(message.engine, port);
      else if (message.kind === 'engine-exited') this.#exited(message.engine, message.reason);
      else incoming(message, port);
    });
  }

  tell(message: CoreToMain): void {
    this.#main.postMessage(message);
  }

  /** Asks main for an engine process: only main can start and kill utility processes. */
  startEngine(): Promise<EngineConnection> {
    const engine = ++this.#lastEngine;
    return new Promise((resolve, reject) => {
      this.#starting.set(engine, { resolve, reject });
      this.tell({ kind: 'start-engine', engine });
    });
  }

  #started(engine: number, channel: MainSidePort | null): void {
    const waiting = this.#starting.get(engine);
    this.#starting.delete(engine);
    if (waiting === undefined || channel === null) return;
    const port = portOverMainSidePort(channel);
    this.#running.set(engine, port);
    port.onClose(() => this.#running.delete(engine));
    waiting.resolve({ port, kill: () => this.tell({ kind: 'kill-engine', engine }) });
  }

  #exited(engine: number, reason: string): void {
    this.#starting.get(engine)?.reject(new EngineError('ENGINE_CRASHED', reason));
    this.#starting.delete(engine);
    this.#running.get(engine)?.close();
  }
}
