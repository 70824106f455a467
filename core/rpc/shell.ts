/** What a page needs of the window it lives in; one implementation for Electron, one for a browser. */
import type { Grant } from '../documents/ids.ts';
import type { Port } from './port.ts';

export interface Shell {
  readonly kind: 'electron' | 'browser';
  connect(): Promise<Port>;
  /** Empty when the user closes the dialog. */
  pickRasters(): Promise<readonly Grant[]>;
  pickModel(): Promise<readonly Grant[]>;
  /** Lists of caption pairs, and pictures. */
  pickPairs(): Promise<readonly Grant[]>;
  /** Dropped files: Electron takes their paths, the browser sends their bytes; `report` counts bytes sent. */
  grantDropped(
    files: readonly File[],
    report: (sent: number, total: number) => void,
  ): Promise<readonly Grant[]>;
  /** Where to save; 'download' in a browser, null when the user closes the dialog. */
  saveAs(suggestedName: string): Promise<Grant | 'download' | null>;
  /** Files given at start (command line, double click in the file manager) and later ones; they are open when the listener is done. */
  onFilesGiven(listener: (grants: readonly Grant[]) => Promise<void>): () => void;
}
