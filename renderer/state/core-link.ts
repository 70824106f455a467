/** Connection to the core: connects, reconnects when the core comes back, and forwards its revisions. */

import type { Revisions } from '../../core/documents/app.ts';
import { type CallOptions, type Client, connectClient, RemoteError } from '../../core/rpc/client.ts';
import type { InputOf, MethodName, OutputOf } from '../../core/rpc/contract.ts';
import type { Shell } from '../../core/rpc/shell.ts';

export type LinkState = 'connecting' | 'connected' | 'lost';

export type LinkListeners = {
  readonly onState: (state: LinkState) => void;
  readonly onRevisions: (revisions: Revisions) => void;
};

const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 4000;
/** A core that works answers within milliseconds, one that has just been started within seconds. */
const PATIENCE_MS = 20_000;

export class CoreLink {
  readonly #shell: Pick<Shell, 'connect'>;
  readonly #listeners: LinkListeners;
  readonly #patienceMs: number;
  #client: Promise<Client>;

  /** Gives up a connection that cannot be opened, or on which the core says nothing, after `patienceMs`, and opens another one. */
  constructor(shell: Pick<Shell, 'connect'>, listeners: LinkListeners, patienceMs = PATIENCE_MS) {
    this.#shell = shell;
    this.#listeners = listeners;
    this.#patienceMs = patienceMs;
    listeners.onState('connecting');
    this.#client = this.#connect();
  }

  /** Waits for the connection. Rejects with `RemoteError`, with code CLOSED if the connection was lost meanwhile. */
  async call<M extends MethodName>(
    method: M,
    input: InputOf<M>,
    options: CallOptions<M> = {},
  ): Promise<OutputOf<M>> {
    const client = await this.#client;
    try {
      return await client.call(method, input, options);
    } catch (error) {
      // Without a connection nothing can be loaded.
      if (!(error instanceof RemoteError) || error.code === 'CLOSED') throw error;
      throw (await import('./said-error.ts')).inWindowLanguage(error);
    }
  }

  /** Gives up the connection and opens another one; calls without an answer reject with code CLOSED. */
  async renew(): Promise<void> {
    (await this.#client).close();
  }

  async #connect(): Promise<Client> {
    for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(2 * waitMs, RETRY_LONGEST_MS)) {
      try {
        const client = connectClient(await this.#shell.connect(AbortSignal.timeout(this.#patienceMs)));
        client.onClose(() => this.#reconnect());
        this.#watch(client).catch(reportError);
        this.#listeners.onState('connected');
        return client;
      } catch {
        // Whatever the cause, the remedy is to retry; the window shows the lost state in the meantime.
        this.#listeners.onState('lost');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  #reconnect(): void {
    this.#listeners.onState('lost');
    this.#client = this.#connect();
  }

  async #watch(client: Client): Promise<void> {
    // The core reports its revisions at once.
    const silence = setTimeout(() => client.close(), this.#patienceMs);
    const onProgress = (revisions: Revisions): void => {
      clearTimeout(silence);
      this.#listeners.onRevisions(revisions);
    };
    try {
      await client.call('app.watch', null, { onProgress });
    } catch (error) {
      clearTimeout(silence);
      // The watch ends with the connection, which `onClose` handles.
      if (!isClosed(error)) throw error;
    }
  }
}

export function isClosed(error: unknown): boolean {
  return error instanceof RemoteError && error.code === 'CLOSED';
}
