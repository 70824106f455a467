/** The bridge that Electron's preload script exposes as `window.longsight`, and the page's side of the port hand-over. */
import type { Grant } from '../documents/ids.ts';
import type { Outcome } from './main-messages.ts';
import { type PageSidePort, portOverMessagePort } from './message-port.ts';
import type { Port } from './port.ts';

export const PICK_KINDS = ['raster', 'model', 'pairs', 'list', 'folder', 'project'] as const;
export type PickKind = (typeof PICK_KINDS)[number];

export interface Bridge {
  /** When this resolves, a port to the core has been posted to the window with `PORT_MESSAGE`. */
  connect(): Promise<Outcome<null>>;
  /** Opens the system's file dialog; empty if the user cancels. `list` and `folder` are the data of an evaluation. */
  pick(kind: PickKind): Promise<Outcome<readonly Grant[]>>;
  /** Grants for dropped or picked files. Files made by script have no path and are refused. */
  grantDropped(files: readonly File[]): Promise<Outcome<readonly Grant[]>>;
  /** Null if the user cancels the dialog. */
  saveAs(suggestedName: string): Promise<Outcome<Grant | null>>;
  /** Reports files opened from the system, at start or later. Returns a function that unsubscribes. */
  onFilesGiven(listener: (grants: readonly Grant[]) => void): () => void;
}

export const BRIDGE_NAME = 'longsight';
/** Message from the preload script to the window that carries the port. */
export const PORT_MESSAGE = 'longsight:core-port';

const OK: Outcome<null> = { ok: true, value: null };

type PageMessage = {
  readonly source: unknown;
  readonly data: unknown;
  readonly ports: readonly PageSidePort[];
};

/** The part of a page's `Window` that takes the port. */
export interface PortReceiver {
  addEventListener(event: 'message', listener: (event: PageMessage) => void): void;
  removeEventListener(event: 'message', listener: (event: PageMessage) => void): void;
}

/** Opens a new connection to the core. Rejects if the core is not available, or `signal` is aborted first. */
export async function connectBridge(bridge: Bridge, page: PortReceiver, signal: AbortSignal): Promise<Port> {
  let accept: (event: PageMessage) => void = () => undefined;
  let giveUp: () => void = () => undefined;
  const arrived = new Promise<PageSidePort>((resolve, reject) => {
    accept = (event) => {
      const [port] = event.ports;
      if (event.source === page && event.data === PORT_MESSAGE && port !== undefined) resolve(port);
    };
    giveUp = () => reject(signal.reason);
  });
  page.addEventListener('message', accept);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    // The port may be posted before the request is answered; of an answer that never comes, `arrived` says when to give up.
    const outcome = await Promise.race([bridge.connect(), arrived.then(() => OK)]);
    if (!outcome.ok) throw new Error(outcome.error.message);
    return portOverMessagePort(await arrived);
  } finally {
    page.removeEventListener('message', accept);
    signal.removeEventListener('abort', giveUp);
  }
}
