/** Engine processes of one core process: starts and kills them on request, reports when they end. */
import { MessageChannelMain, type MessagePortMain, type UtilityProcess } from 'electron';
import type { CoreToMain, MainToCore } from '../../core/rpc/main-messages.ts';
import { forkPart } from './fork-part.ts';

type Tell = (message: MainToCore, ports: MessagePortMain[]) => void;

export class EngineProcesses {
  readonly #running = new Map<number, UtilityProcess>();
  readonly #tell: Tell;

  /** `tell` sends a message to the core process. */
  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** True when the message was about engines. */
  receive(message: CoreToMain): boolean {
    if (message.kind === 'start-engine') this.#start(message.engine);
    else if (message.kind === 'kill-engine') this.#running.get(message.engine)?.kill();
    else return false;
    return true;
  }

  /** For when the core is gone and nobody waits for answers. */
  killAll(): void {
    const processes = [...this.#running.values()];
    this.#running.clear();
    for (const each of processes) each.kill();
  }

  /** The core limits restarts: it requests each of them. */
  #start(engine: number): void {
    const child = forkPart('engine');
    const { port1, port2 } = new MessageChannelMain();
    this.#running.set(engine, child);
    child.once('exit', (code) => {
      if (!this.#running.delete(engine)) return;
      this.#tell(
        { kind: 'engine-exited', engine, reason: `the engine process ended (exit code ${code})` },
        [],
      );
    });
    child.postMessage(null, [port1]);
    this.#tell({ kind: 'engine-started', engine }, [port2]);
  }
}
