/** Services that a page needs from its window, implemented for Electron and for a browser. */
import type { Grant } from '../documents/ids.ts';
import type { Port } from './port.ts';

/** Bytes sent so far, and a function that stops the upload. */
export type ReportUpload = (sent: number, total: number, cancel: () => void) => void;

/** `name` is its path from the folder on. */
export type NamedFile = { readonly file: File; readonly name: string };

export interface Shell {
  readonly kind: 'electron' | 'browser';
  /** Rejects, and gives up, when `signal` is aborted. */
  connect(signal: AbortSignal): Promise<Port>;
  /** Empty if the user cancels the dialog. */
  pickRasters(): Promise<readonly Grant[]>;
  pickModel(): Promise<readonly Grant[]>;
  /** A project file. */
  pickProject(): Promise<readonly Grant[]>;
  /** Lists of caption pairs, and pictures. Empty if the user cancels the dialog. */
  pickPairs(): Promise<readonly Grant[]>;
  /**
   * The data of an evaluation: a folder, or a list of pictures. A browser takes a list together with its pictures and sends them. Null if
   * the user cancels the dialog.
   */
  pickData(kind: 'folder' | 'list'): Promise<Grant | null>;
  /** Grants for dropped files: Electron uses their paths, the browser uploads them; `report` is called as bytes are sent. Rejects with an AbortError if the upload is stopped. */
  grantDropped(files: readonly File[], report: ReportUpload): Promise<readonly Grant[]>;
  /** Grant for a dropped folder: Electron uses its path, the browser uploads its `contents`, as far as they can be scenes or lists of them. */
  grantFolder(
    folder: File,
    contents: () => Promise<readonly NamedFile[]>,
    report: ReportUpload,
  ): Promise<Grant>;
  /** Grant for the chosen file; 'download' in a browser; null if the user cancels the dialog. */
  saveAs(suggestedName: string): Promise<Grant | 'download' | null>;
  /**
   * Reports files opened from the system (command line, file manager), at start or later; they are open when the listener's promise
   * resolves. Returns a function that unsubscribes.
   */
  onFilesGiven(listener: (grants: readonly Grant[]) => Promise<void>): () => void;
}
