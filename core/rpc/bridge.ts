/** What Electron's preload script puts on the window as `window.longsight`, and the page's half of the port hand-over. */
import type { Grant } from '../documents/ids.ts';
import type { Outcome } from './main-messages.ts';
import { portOverMessagePort } from './message-port.ts';
import type { Port } from './port.ts';

export interface Bridge {
  /** Once it is answered, a port to the core has been posted to the window with `PORT_MESSAGE`. */
  connect(): Promise<Outcome<null>>;
  /** Opens the system's dialog; empty when the user closes it. */
  pick(kind: 'raster' | 'model' | 'pairs'): Promise<Outcome<readonly Grant[]>>;
  /** Real dropped or picked files only: others have no path. */
  grantDropped(files: readonly File[]): Promise<Outcome<readonly Grant[]>>;
  /** Null when the user closes the dialog. */
  saveAs(suggestedName: string): Promise<Outcome<Grant | null>>;
  /** Tells files given at start and later; the returned function stops it. */
  onFilesGiven(listener: (grants: readonly Grant[]) => void): () => void;
}

export const BRIDGE_NAME = 'longsight';
/** The preload script's message to the window that carries the port. */
export const PORT_MESSAGE = 'longsight:core-port';

/** Asks for a new connection to the core. Rejects when there is none to be had. */
export async function connectBridge(bridge: Bridge, page: Window): Promise<Port> {
  let accept: (event: MessageEvent<unknown>) => void = () => undefined;
  const arrived = new Promise<MessagePort>((resolve) => {
    accept = (event) => {
      const [port] = event.ports;
      if (event.source === page && event.data === PORT_MESSAGE && port !== undefined) resolve(port);
    };
  });
  page.addEventListener('message', accept);
  try {
    const outcome = await bridge.connect();
    if (!outcome.ok) throw new Error(outcome.error.message);
    return portOverMessagePort(await arrived);
  } finally {
    page.removeEventListener('message', accept);
  }
}
