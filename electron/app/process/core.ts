/** The core as its shells hold it: answers to the contract, bulk by URL, and grants for paths. */

import type { Grant, GrantId } from '../../../core/documents/ids.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';

/** A GET on the data plane; `path` starts with `/tiles/` or `/data/`, still percent-encoded. */
export type BulkRequest = { readonly path: string; readonly signal: AbortSignal };

export type BulkResponse = {
  readonly status: 200 | 204 | 400 | 404 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export interface Core {
  /** For one connected page. */
  readonly handlers: Handlers;
  /** Never throws: faults become a status and a text body. */
  handle(request: BulkRequest): Promise<BulkResponse>;
  /** Turns an absolute path, chosen by the user outside the page, into a permission to read it. */
  grantRead(path: string): Promise<Grant>;
  /** The same for a file that may be written. */
  grantWrite(path: string): Promise<Grant>;
  /** Takes up a grant of a core process before this one. */
  restoreGrant(id: GrantId, path: string, access: 'read' | 'write'): Promise<void>;
  /** No project was ever saved here: the demo scene may be shown. */
  readonly isFirstStart: () => boolean;
  /** Where a browser's uploads are kept. */
  readonly uploadFolder: string;
  /** Stops jobs at their last acknowledged state and releases every file. */
  close(): Promise<void>;
}
